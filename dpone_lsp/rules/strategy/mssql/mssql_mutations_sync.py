"""`mutations_sync` is an option of ClickHouse.

## Why
dpone refuses it with an mssql sink while it compiles the manifest.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
    mutations_sync: 1
#   ^^^^^^^^^^^^^^ `mutations_sync` is for ClickHouse; SQL Server has no mutations
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
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
    mode: incremental_merge
    unique_key: [order_id]
    mutations_sync: 1
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="mssql-mutations-sync",
    code="DP354",
    group="strategy",
    severity="error",
    summary="`mutations_sync` is an option of ClickHouse.",
    keys=("sink.strategy.mutations_sync",),
    sinks=("mssql",),
    modes=("incremental_merge", "backfill"),
    fixable=True,
    owns=(Owned("strategy", ("mutations_sync",), VALUE),),
)

_PATH = "sink.strategy.mutations_sync"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "incremental_merge":
        return
    if facts.process.data(_PATH) in (None, UNKNOWN):
        return
    yield Report(
        key_place(facts, _PATH),
        "`mutations_sync` is for ClickHouse; SQL Server has no mutations",
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.remove(facts, _PATH),),
    )
