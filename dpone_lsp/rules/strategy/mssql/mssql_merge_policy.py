"""An mssql sink merges by delete_insert or update_insert, in exactly these words.

## Why
dpone refuses every other word while it compiles the manifest, also aliases such as `delete+insert`. `shadow_swap` is refused because it
would lose indexes, constraints and permissions of the table.

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
    merge_policy: delete+insert
#                 ^^^^^^^^^^^^^ an mssql sink does not take `delete+insert` for a merge policy; write auto, update_insert, delete_insert
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
    merge_policy: delete_insert
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

@txt
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
    merge_policy: shadow_swap
#                 ^^^^^^^^^^^ shadow_swap would lose indexes, constraints and permissions of a SQL Server table
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
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
    merge_policy: delete_insert
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
    merge_policy: update_insert
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="mssql-merge-policy",
    code="DP353",
    group="strategy",
    severity="error",
    summary="An mssql sink merges by delete_insert or update_insert, in exactly these words.",
    keys=("sink.strategy.merge_policy",),
    sinks=("mssql",),
    modes=("incremental_merge", "backfill"),
    fixable=True,
)

_PATH = "sink.strategy.merge_policy"
_WORDS = tuple(word for word in vocabulary.MSSQL_BUILD_MERGE_POLICIES if word != "shadow_swap")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "incremental_merge":
        return
    word = facts.process.data(_PATH)
    if not word or word in _WORDS:
        return
    policy = vocabulary.canonical_merge_policy(word) or nearest(str(word), _WORDS)
    meant = policy if policy in _WORDS else "delete_insert"
    message = (
        "shadow_swap would lose indexes, constraints and permissions of a SQL Server table"
        if policy == "shadow_swap"
        else f"an mssql sink does not take `{word}` for a merge policy; write {', '.join(_WORDS)}"
    )
    yield Report(
        value_place(facts, _PATH),
        message,
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, meant),),
    )
