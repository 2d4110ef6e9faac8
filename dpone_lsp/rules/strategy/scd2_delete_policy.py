"""`scd2.delete_policy` is `expire` or `ignore`.

## Why
It says whether rows that left the source are closed in the history. Any other word, `hard_delete_not_supported` included, is
refused while an mssql load is compiled. With every other sink the load fails after staging.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: scd2
    unique_key: [order_id]
    scd2: {delete_policy: delete}
#                         ^^^^^^ `scd2.delete_policy` is `delete`; dpone knows expire or ignore
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: scd2
    unique_key: [order_id]
    scd2: {delete_policy: expire}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: scd2
    unique_key: [order_id]
    scd2: {delete_policy: ignore}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

An mssql sink takes an empty one for the default:
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy: {mode: scd2, unique_key: [order_id], scd2: {delete_policy: ""}}
state: {type: mssql, connection_ref: dwh, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="scd2-delete-policy",
    code="DP455",
    group="strategy",
    severity="error",
    summary="`scd2.delete_policy` is `expire` or `ignore`.",
    keys=("sink.strategy.scd2.delete_policy",),
    modes=("scd2",),
    fixable=True,
    owns=(Owned("scd2", kinds=VALUE),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = "sink.strategy.scd2.delete_policy"
    if facts.sink_type == "mssql" and not facts.process.data(path):
        return  # It takes what is empty for the default.
    yield from wrong_word(
        facts,
        path,
        ("expire", "ignore"),
        exact=True,
        ask=True,
        guess="expire",
        null_ok=False,
    )
