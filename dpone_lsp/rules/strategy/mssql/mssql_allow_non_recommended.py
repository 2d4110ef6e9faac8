"""`allow_non_recommended_policy` is an option of ClickHouse.

## Why
It permits ClickHouse mutations; dpone refuses it with an mssql sink while it compiles the manifest. Any value that is not empty counts,
also the text "false".

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
    allow_non_recommended_policy: true
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `allow_non_recommended_policy` is for ClickHouse; SQL Server has no such policy
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
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
    allow_non_recommended_policy: false
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="mssql-allow-non-recommended",
    code="DP355",
    group="strategy",
    severity="error",
    summary="`allow_non_recommended_policy` is an option of ClickHouse.",
    keys=("sink.strategy.allow_non_recommended_policy",),
    sinks=("mssql",),
    modes=("incremental_merge", "backfill"),
    fixable=True,
)

_PATH = "sink.strategy.allow_non_recommended_policy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "incremental_merge":
        return
    if not facts.process.data(_PATH):
        return
    yield Report(
        key_place(facts, _PATH),
        "`allow_non_recommended_policy` is for ClickHouse; SQL Server has no such policy",
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.remove(facts, _PATH),),
    )
