"""A cursor that is read back from the target can miss late rows.

## Why
dpone takes the highest cursor value in the target and reads what lies above. Rows that are committed later with an equal or older
value, or none, are never read. dpone refuses this for SQL Server only. A merge with `lookback_days` reads the last days again.

## Fires
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: updated_at}
#                               ^^^^^^^^^^ the cursor is read back from the target: rows that come late can be missed
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
  type: clickhouse
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: updated_at, lookback_days: 3}
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

from dpone_lsp.checks.cursor_columns import moves_with_its_row
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cursor-target-max-other-sinks",
    code="DP412",
    group="strategy",
    severity="warning",
    summary="A cursor that is read back from the target can miss late rows.",
    keys=("source.options.incremental_column",),
    sinks=("postgres", "clickhouse", "bigquery"),
    modes=("incremental_append", "incremental_merge"),
)

_COLUMN = "source.options.incremental_column"
_ROW_VERSIONS = ("xmin", "postgres_xmin", "pg_xmin")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    if facts.source_type in ("kafka", "api", None) or not process.data(_COLUMN):
        return
    if facts.source_type == "postgres" and process.data("source.options.incremental_strategy") in _ROW_VERSIONS:
        return  # The column is not read: `xmin-conflicts-column` says so.
    if process.data("source.options.lookback_days") and facts.mode == "incremental_merge":
        return
    if facts.mode == "incremental_append" and moves_with_its_row(str(process.data(_COLUMN))):
        return  # `append-mutable-cursor` tells of worse.
    yield Report(
        value_place(facts, _COLUMN),
        "the cursor is read back from the target: rows that come late can be missed",
        notes=("merge by a key, and read some days again where the source knows `lookback_days`",),
    )
