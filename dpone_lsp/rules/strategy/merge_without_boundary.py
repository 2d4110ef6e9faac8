"""`incremental_merge` reads the whole source unless a cursor bounds it.

## Why
The key keeps the result right, but without `incremental_column` every run reads and stages all rows. PostgreSQL has a cursor of its own
(xmin).

## Fires
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
#^^^^^ every run reads the whole source: no `incremental_column` says which rows changed
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```

## Stays silent
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: updated_at}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="merge-without-boundary",
    code="DP327",
    group="strategy",
    severity="hint",
    summary="`incremental_merge` reads the whole source unless a cursor bounds it.",
    sinks=("postgres", "clickhouse", "bigquery", "kafka"),
    sources=("mysql", "mssql", "clickhouse"),
    modes=("incremental_merge",),
)

_BOUNDS = (
    "source.options.incremental_column",
    "source.options.query",
    "source.options.custom_predicate",
    "source.options.date_from",
    "source.options.partition_column",
    "source.options.partitioning",
    "sink.strategy.partition",
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    values = [facts.process.data(path) for path in _BOUNDS]
    if not facts.unique_key or any(value or value is UNKNOWN for value in values):
        return
    yield Report(
        key_place(facts, "source.options"),
        "every run reads the whole source: no `incremental_column` says which rows changed",
        related=because(facts, "sink.strategy.mode", "merges what was read"),
    )
