"""`low_cardinality.mode` is `off`, `auto`, `explicit`, `force` or `preserve`.

## Why
`dpone plan` only looks when the manifest declares columns; otherwise the load fails when the target table is prepared. A bare `off`
is a boolean for YAML, so it needs quotes (yaml-boolean-trap).

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
      storage:
        clickhouse:
          low_cardinality: {mode: preserved}
#                                 ^^^^^^^^^ `low_cardinality.mode` is `preserved`; dpone knows off, auto, explicit, force or preserve
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
      storage:
        clickhouse:
          low_cardinality: {mode: preserve}
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
      storage:
        clickhouse:
          low_cardinality: {mode: force}
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
    name="low-cardinality-mode",
    code="DP704",
    group="physical",
    severity="error",
    summary="`low_cardinality.mode` is `off`, `auto`, `explicit`, `force` or `preserve`.",
    keys=(
        "sink.options.physical_design.storage.clickhouse.low_cardinality.mode",
        "source.options.physical_design.storage.clickhouse.low_cardinality.mode",
    ),
    sinks=("clickhouse",),
    fixable=True,
    owns=(Owned("low_cardinality", kinds=VALUE),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "physical_design.storage.clickhouse.low_cardinality.mode")
    yield from wrong_word(facts, path, ("off", "auto", "explicit", "force", "preserve"), exact=True, null_ok=False)
