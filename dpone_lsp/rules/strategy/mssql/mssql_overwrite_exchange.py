"""An mssql sink does not exchange tables.

## Why
Swapping in a new table would lose indexes and compression of the old one, so dpone refuses `overwrite_type: exchange` for SQL Server.

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
    mode: full_refresh
    overwrite_type: exchange
#                   ^^^^^^^^ SQL Server tables cannot be exchanged: their indexes and compression would be lost
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
    mode: full_refresh
    overwrite_type: truncate_insert
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    overwrite_type: exchange
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
    name="mssql-overwrite-exchange",
    code="DP313",
    group="strategy",
    severity="error",
    summary="An mssql sink does not exchange tables.",
    keys=("sink.strategy.overwrite_type",),
    sinks=("mssql",),
    modes=("full_refresh",),
    fixable=True,
)

_PATH = "sink.strategy.overwrite_type"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.process.data(_PATH) != "exchange":
        return
    yield Report(
        value_place(facts, _PATH),
        "SQL Server tables cannot be exchanged: their indexes and compression would be lost",
        related=because(facts, "sink.type", "this sink keeps its table"),
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "truncate_insert", applicability=quick_fixes.UNSAFE),),
    )
