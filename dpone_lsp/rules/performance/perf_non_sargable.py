"""A function around the partition column hides it from the index.

## Why
Each parallel reader adds a range on the partition column. When the query wraps that column in CAST, CONVERT, ISNULL or COALESCE,
the database reads the whole table for every range. `dpone plan` rates it high (source_non_sargable_boundary).

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    partition_column: created_at
    query:
      mode: inline
      sql: select order_id from orders where cast(created_at as date) > '2025-01-01'
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CAST around the partition column `created_at` keeps the database from using its index
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
    partition_column: created_at
    query:
      mode: inline
      sql: select cast(amount as int) from orders where created_at > '2025-01-01'
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

import re
from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="perf-non-sargable",
    code="DP782",
    group="performance",
    severity="warning",
    summary="A function around the partition column hides it from the index.",
    keys=("source.options.query",),
    sources=("postgres", "mysql", "mssql", "clickhouse"),
)

_COLUMNS = ("source.options.partitioning.column", "source.options.partition_column")
_QUERIES = ("source.options.query.sql", "source.options.query")
_MAX_QUERY = 10_000
_CALL = re.compile(r"\b(cast|convert|isnull|coalesce)\s{0,20}\(([^()]{0,500})", re.IGNORECASE)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    column_path = next((path for path in _COLUMNS if facts.process.text(path)), None)
    query_path = next((path for path in _QUERIES if facts.process.text(path)), None)
    if column_path is None or query_path is None:
        return
    column, query = facts.process.text(column_path) or "", facts.process.text(query_path) or ""
    word = re.compile(rf"(?<!\w){re.escape(column.strip())}(?!\w)", re.IGNORECASE)
    for match in _CALL.finditer(query[:_MAX_QUERY]):
        if word.search(match[2]):
            yield Report(
                value_place(facts, query_path),
                f"{match[1].upper()} around the partition column `{column}` keeps the database from using its index",
                related=because(facts, column_path, "the partition column"),
            )
            return
