"""An mssql sink takes the partitions to replace from the staged rows.

## Why
There is no other list of partitions yet, so dpone refuses `values_from_staging: false` while it compiles the manifest; text such as
"true" too.

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
    mode: partition_replace
    partition: {column: order_date, values_from_staging: false}
#                                                        ^^^^^ an mssql sink needs `values_from_staging: true`
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
    mode: partition_replace
    partition: {column: order_date, values_from_staging: true}
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
    mode: partition_replace
    partition: {column: order_date, values_from_staging: false}
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
    name="mssql-partition-values-from-staging",
    code="DP375",
    group="partition",
    severity="error",
    summary="An mssql sink takes the partitions to replace from the staged rows.",
    keys=("sink.strategy.partition.values_from_staging",),
    sinks=("mssql",),
    modes=("partition_replace", "backfill"),
    fixable=True,
)

_PATH = "sink.strategy.partition.values_from_staging"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "partition_replace":
        return
    value = facts.process.data(_PATH)
    if value is True or value is UNKNOWN:
        return
    yield Report(
        value_place(facts, _PATH),
        "an mssql sink needs `values_from_staging: true`",
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, True),),
    )
