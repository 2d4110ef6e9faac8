"""Nothing says that the partition column is indexed.

## Why
Each parallel reader selects a range of this column. Without an index every range is a full read. `source.options.indexed_columns`
tells dpone, and readers of the manifest, that it is there; `dpone plan` mentions it as source_boundary_index_unknown.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    columns: [order_id]
    partition_column: order_id
#                     ^^^^^^^^ nothing says that `order_id` is indexed; list it in `source.options.indexed_columns` if it is
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```
becomes (unsafe)
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    columns: [order_id]
    partition_column: order_id
    indexed_columns: [order_id]
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
    partition_column: order_id
    indexed_columns: [ORDER_ID]
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

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="perf-partition-index-unknown",
    code="DP783",
    group="performance",
    severity="hint",
    summary="Nothing says that the partition column is indexed.",
    keys=("source.options.partition_column", "source.options.partitioning.column"),
    sources=("postgres", "mysql", "mssql", "clickhouse"),
    fixable=True,
)

_INDEXED = "source.options.indexed_columns"
_COLUMNS = ("source.options.partition_column", "source.options.partitioning.column")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = next((path for path in _COLUMNS if facts.process.text(path)), None)
    indexed = facts.process.data(_INDEXED)
    if path is None or indexed is UNKNOWN or (indexed is not None and not isinstance(indexed, list)):
        return
    column = (facts.process.text(path) or "").strip()
    known = [str(name) for name in indexed or []]
    if not column or column.lower() in (name.lower() for name in known):
        return
    yield Report(
        value_place(facts, path),
        f"nothing says that `{column}` is indexed; list it in `source.options.indexed_columns` if it is",
        fixes=(lambda: quick_fixes.set_value(facts, _INDEXED, [*known, column], applicability="unsafe"),),
    )
