"""`physical_design.enabled` and `apply_runtime` are true or false, without quotes.

## Why
`dpone plan` and the run refuse text and numbers there; `"false"` in quotes is text.

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
      enabled: "false"
#              ^^^^^^^ `enabled` is the text `false`; it must be true or false
```
becomes (unsafe)
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
      enabled: false
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
      enabled: no
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="physical-design-enabled-type",
    code="DP703",
    group="physical",
    severity="error",
    summary="`physical_design.enabled` and `apply_runtime` are true or false, without quotes.",
    keys=(
        "sink.options.physical_design.enabled",
        "source.options.physical_design.enabled",
        "sink.options.physical_design.apply_runtime",
        "source.options.physical_design.apply_runtime",
    ),
    fixable=True,
    owns=(Owned("physical_design", ("enabled", "apply_runtime"), ("quoted-boolean",)),),
)

_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name in ("enabled", "apply_runtime"):
        if name == "apply_runtime" and facts.sink_type != "mssql":
            continue
        path = option_path(facts, f"physical_design.{name}")
        value = facts.process.at(path)
        data = facts.process.data(path)
        if value is None or isinstance(data, bool) or data is UNKNOWN:
            continue
        meant = _WORDS.get(str(data).strip().lower())
        yield Report(
            of_value(value),
            f"`{name}` is {show(value.node, data)}; it must be true or false",
            fixes=(
                lambda value=value, meant=meant: Fix(
                    f"Change to `{str(meant).lower()}`",
                    (replace_value(value.layer.document, value.node, meant),),
                    applicability="unsafe",
                ),
            )
            if meant is not None
            else (),
        )
