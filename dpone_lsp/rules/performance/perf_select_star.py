"""All columns of the source are read.

## Why
Without `source.options.columns` or a query every column is extracted, staged and written, also those that are added to the source
later. `dpone plan` mentions it as source_select_star.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
# ^^^^^^^ all columns of the source are read; `source.options.columns` can name those that are needed
    batch_size: 5000
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
    columns: [order_id, amount]
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```

```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    query: {mode: inline, sql: select order_id from orders}
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
from dpone_lsp.model.places import key_place, missing_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="perf-select-star",
    code="DP781",
    group="performance",
    severity="hint",
    summary="All columns of the source are read.",
    sources=("postgres", "mysql", "mssql", "clickhouse"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    if process.has("source.options.columns") or process.has("source.options.query"):
        return
    options = "source.options"
    yield Report(
        key_place(facts, options) if process.has(options) else missing_place(facts, options),
        "all columns of the source are read; `source.options.columns` can name those that are needed",
    )
