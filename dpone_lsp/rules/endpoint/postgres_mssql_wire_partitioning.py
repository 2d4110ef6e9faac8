"""PostgreSQL to SQL Server is read in one piece, without `partitioning`.

## Why
Parallel readers share no snapshot, so the parts would not belong to one moment; dpone refuses `partitioning.column` on this route
unless `enabled: false` switches the block off.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 50000
    partitioning: {column: order_id, num_partitions: 4}
#                          ^^^^^^^^ PostgreSQL to SQL Server cannot be read in parallel: the parts share no snapshot
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 50000
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    partitioning: {column: order_id, num_partitions: 4, enabled: false}
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
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
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="postgres-mssql-wire-partitioning",
    code="DP212",
    group="endpoint",
    severity="error",
    summary="PostgreSQL to SQL Server is read in one piece, without `partitioning`.",
    keys=("source.options.partitioning.column",),
    sinks=("mssql",),
    sources=("postgres",),
    fixable=True,
)

_BLOCK = "source.options.partitioning"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    column = facts.process.data(f"{_BLOCK}.column")
    if not str(column or "").strip() or facts.process.data(f"{_BLOCK}.enabled", True) in (False, UNKNOWN):
        return
    yield Report(
        value_place(facts, f"{_BLOCK}.column"),
        "PostgreSQL to SQL Server cannot be read in parallel: the parts share no snapshot",
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(
            lambda: quick_fixes.remove(facts, _BLOCK, applicability=quick_fixes.UNSAFE),
            lambda: quick_fixes.add_key(facts, f"{_BLOCK}.enabled", False),
        ),
    )
