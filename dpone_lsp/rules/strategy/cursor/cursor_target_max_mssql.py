"""Into SQL Server no source but PostgreSQL can be read incrementally.

## Why
dpone would take the highest value in the target for its cursor. Rows with an equal, older or missing value that arrive late are then
lost for ever, so it refuses such a manifest, with or without `incremental_column`. ClickHouse may still be merged.

## Fires
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: updated_at}
#                               ^^^^^^^^^^ mysql cannot be read incrementally into SQL Server: late and equal rows would be lost
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: updated_at}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: full_refresh
    unique_key: [order_id]
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
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
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cursor-target-max-mssql",
    code="DP410",
    group="strategy",
    severity="error",
    summary="Into SQL Server no source but PostgreSQL can be read incrementally.",
    sinks=("mssql",),
    sources=("clickhouse", "mysql", "mssql"),
    modes=("incremental_append", "incremental_merge"),
    fixable=True,
)

_COLUMN = "source.options.incremental_column"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.source_type == "clickhouse" and facts.mode == "incremental_merge":
        return
    path = _COLUMN if facts.process.has(_COLUMN) else "sink.strategy.mode"
    yield Report(
        value_place(facts, path),
        f"{facts.source_type} cannot be read incrementally into SQL Server: late and equal rows would be lost",
        related=because(facts, "sink.strategy.mode" if path == _COLUMN else "sink.type", "this load is incremental"),
        notes=(
            "`dpone manifest validate` refuses it; use full_refresh, or a complete window with replace or partition_replace",
        ),
        fixes=(lambda: quick_fixes.set_value(facts, "sink.strategy.mode", "full_refresh"),),
    )
