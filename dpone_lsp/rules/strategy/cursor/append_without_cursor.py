"""`incremental_append` needs something that keeps it from appending the same rows again.

## Why
Without a cursor, `only_new_rows` or a bounded read every run reads all rows of the source and adds them to the target once more.
PostgreSQL has a cursor of its own (xmin); topics and apis keep their position.

## Fires
```yaml
name: shop_orders
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
#         ^^^^^^^^^^^^^^^^^^ every run appends all rows of the source again: nothing says which ones are new
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
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
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
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
    name="append-without-cursor",
    code="DP325",
    group="strategy",
    severity="warning",
    summary="`incremental_append` needs something that keeps it from appending the same rows again.",
    modes=("incremental_append",),
    fixable=True,
)

_BOUNDS = (
    "source.options.incremental_column",
    "source.options.query",
    "source.options.custom_predicate",
    "source.options.date_from",
    "source.options.partition_column",
    "sink.strategy.only_new_rows",
    "sink.strategy.custom_predicate",
    "sink.strategy.window",
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.source_type not in ("mysql", "mssql", "clickhouse") or facts.sink_type == "mssql":
        return  # An mssql sink refuses the route: `cursor-target-max-mssql` says so.
    process = facts.process
    values = [process.data(path) for path in _BOUNDS]
    if any(value or value is UNKNOWN for value in values):
        return
    yield Report(
        value_place(facts, "sink.strategy.mode"),
        "every run appends all rows of the source again: nothing says which ones are new",
        notes=("set `source.options.incremental_column`, or merge by a unique key",),
        fixes=(lambda: quick_fixes.set_value(facts, "sink.strategy.mode", "incremental_merge"),)
        if facts.unique_key
        else (),
    )
