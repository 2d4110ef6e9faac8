"""A load that remembers where it stopped cannot do without state.

## Why
`state.type: disabled` (also `none`, `noop`, `off`) is only accepted for full_refresh, replace and backfill. Any other mode passes
validate and plan and stops when the run begins.

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
    mode: incremental_merge
    unique_key: [order_id]
state: {type: disabled}
#             ^^^^^^^^ incremental_merge needs state; `disabled` is only accepted for full_refresh, replace and backfill
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
state: {type: disabled}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, of_value
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.vocabulary import STATELESS_MODES

RULE = Rule(
    name="state-disabled-incremental",
    code="DP544",
    group="state",
    severity="error",
    summary="A load that remembers where it stopped cannot do without state.",
    keys=("state.type",),
)

_OFF = ("disabled", "noop", "none", "off")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.at("state.type")
    mode = facts.mode
    if value is None or mode is None or mode in STATELESS_MODES or facts.sink_type == "mssql":
        return
    if not isinstance(value.data, str) or value.data.strip().lower() not in _OFF:
        return
    store = facts.sink_type if facts.sink_type in ("postgres", "bigquery") else None
    yield Report(
        of_value(value),
        f"{mode} needs state; `{value.data}` is only accepted for full_refresh, replace and backfill",
        related=because(facts, "sink.strategy.mode", "this mode remembers where it stopped"),
        notes=("the run stops before the first row",),
        fixes=(lambda: quick_fixes.set_value(facts, "state.type", store, applicability="unsafe"),) if store else (),
    )
