"""The source is a view, so a filter may not reach its tables.

## Why
A view can join and compute before the filter of a partition or cursor applies, so every range may cost a full read. `dpone plan`
mentions declared views as source_view_over_view_risk; a table called `v_...` counts here, too.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    source_kind: view
#                ^^^^ the source is a view; filters may not reach the tables behind it
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```

## Stays silent
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    source_kind: table
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="perf-view-source",
    code="DP787",
    group="performance",
    severity="hint",
    summary="The source is a view, so a filter may not reach its tables.",
    sources=("postgres", "mysql", "mssql", "clickhouse"),
)

_KIND = "source.options.source_kind"
_TABLE = "source.table.name"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    kind = facts.process.text(_KIND)
    if kind is not None:
        if kind.strip().lower() in ("view", "materialized_view"):
            yield Report(value_place(facts, _KIND), "the source is a view; filters may not reach the tables behind it")
        return
    table = (facts.process.text(_TABLE) or "").lower()
    if table.startswith(("v_", "vw_")):
        yield Report(
            value_place(facts, _TABLE), f"`{table}` looks like a view; filters may not reach the tables behind it"
        )
