"""`physical_design.mode` is `auto`, `explicit` or `off`.

## Why
dpone compares letter by letter and refuses any other word in `dpone plan` and in the run; `dpone manifest validate` does not look.
A bare `off` is a boolean for YAML, so it needs quotes (yaml-boolean-trap).

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      mode: explict
#           ^^^^^^^ `physical_design.mode` is `explict`; dpone knows auto, explicit or off
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      mode: explicit
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      mode: "off"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.options import option_path
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="physical-design-mode",
    code="DP700",
    group="physical",
    severity="error",
    summary="`physical_design.mode` is `auto`, `explicit` or `off`.",
    keys=("sink.options.physical_design.mode", "source.options.physical_design.mode"),
    fixable=True,
    owns=(
        Owned("physical_design*", kinds=VALUE),
        Owned("source_options", ("physical_design",), VALUE),
        Owned("sink_options", ("physical_design",), VALUE),
    ),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "physical_design.mode")
    yield from wrong_word(facts, path, ("auto", "explicit", "off"), exact=True, null_ok=False)
