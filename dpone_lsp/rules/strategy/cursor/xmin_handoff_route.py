"""A handover of xmin phases works from PostgreSQL into SQL Server.

## Why
`xmin_execution` with mode initial or incremental ties two manifests together through the state of an mssql sink; `dpone manifest
validate` refuses it on other routes.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: incremental, handoff_id: orders.v1}
#   ^^^^^^^^^^^^^^ `xmin_execution` hands over from PostgreSQL into SQL Server only, not postgres to clickhouse
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
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
    incremental_strategy: xmin
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
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: auto}
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

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="xmin-handoff-route",
    code="DP419",
    group="strategy",
    severity="error",
    summary="A handover of xmin phases works from PostgreSQL into SQL Server.",
    keys=("source.options.xmin_execution",),
    fixable=True,
)

_BLOCK = "source.options.xmin_execution"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    mode = facts.process.data(f"{_BLOCK}.mode")
    if mode not in ("initial", "incremental") or None in (facts.source_type, facts.sink_type):
        return
    if facts.source_type == "postgres" and facts.sink_type == "mssql":
        return
    yield Report(
        key_place(facts, _BLOCK),
        f"`xmin_execution` hands over from PostgreSQL into SQL Server only, not {facts.source_type} to {facts.sink_type}",
        notes=("`dpone manifest validate` refuses it",),
        fixes=(lambda: quick_fixes.remove(facts, _BLOCK, applicability=quick_fixes.UNSAFE),),
    )
