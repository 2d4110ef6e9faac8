"""An mssql sink replaces partitions by delete and insert, not by SWITCH.

## Why
Native partition switching is not released for SQL Server: `native_mode: required`, `require_native: true`, `partition_function` and the
`switch_out_*` options are refused while the manifest is compiled.

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
    partition: {column: order_date, native_mode: required}
#                                                ^^^^^^^^ partitions of SQL Server cannot be switched natively yet
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
    partition: {column: order_date, native_mode: fallback}
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
    mode: partition_replace
    partition: {column: order_date, native_mode: fallback}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="mssql-partition-native-required",
    code="DP374",
    group="partition",
    severity="error",
    summary="An mssql sink replaces partitions by delete and insert, not by SWITCH.",
    keys=("sink.strategy.partition",),
    sinks=("mssql",),
    modes=("partition_replace", "backfill"),
    fixable=True,
)

_BLOCK = "sink.strategy.partition"
_HINTS = ("partition_function", "switch_out_schema", "switch_out_table_template")
_MESSAGE = "partitions of SQL Server cannot be switched natively yet"
_NOTES = ("dpone refuses the manifest while it is compiled",)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "partition_replace":
        return
    process = facts.process
    if str(process.data(f"{_BLOCK}.native_mode") or "").strip().lower() == "required":
        path = f"{_BLOCK}.native_mode"
        fixes = (lambda: quick_fixes.set_value(facts, f"{_BLOCK}.native_mode", "fallback"),)
        yield Report(value_place(facts, path), _MESSAGE, notes=_NOTES, fixes=fixes)
    if process.data(f"{_BLOCK}.require_native") is True:
        fixes = (lambda: quick_fixes.set_value(facts, f"{_BLOCK}.require_native", False),)
        yield Report(value_place(facts, f"{_BLOCK}.require_native"), _MESSAGE, notes=_NOTES, fixes=fixes)
    for name in _HINTS:
        path = f"{_BLOCK}.{name}"
        if process.data(path) not in (None, "", UNKNOWN):
            fixes = (lambda path=path: quick_fixes.remove(facts, path, applicability=quick_fixes.UNSAFE),)
            yield Report(key_place(facts, path), _MESSAGE, notes=_NOTES, fixes=fixes)
