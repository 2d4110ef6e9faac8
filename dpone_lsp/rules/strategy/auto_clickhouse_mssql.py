"""From ClickHouse into SQL Server `auto` is always a full refresh.

## Why
A key, cursor or partition of ClickHouse does not prove which rows changed, so the advisor ignores these hints on this route. Increments
need an explicit mode with a complete window.

## Fires
```yaml
name: shop_orders
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: auto
#         ^^^^ from ClickHouse into SQL Server auto is a full refresh, whatever the hints say
    unique_key: [order_id]
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes
```yaml
name: shop_orders
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
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

```yaml
name: shop_orders
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy: {mode: auto}
#                  ^^^^ from ClickHouse into SQL Server auto is a full refresh, whatever the hints say
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
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
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="auto-clickhouse-mssql",
    code="DP321",
    group="strategy",
    severity="warning",
    summary="From ClickHouse into SQL Server `auto` is always a full refresh.",
    keys=("sink.strategy.mode",),
    sinks=("mssql",),
    sources=("clickhouse",),
    fixable=True,
)

_PATH = "sink.strategy.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    decision = facts.decision
    if facts.requested_mode != vocabulary.AUTO or decision is None:
        return
    yield Report(
        value_place(facts, _PATH),
        "from ClickHouse into SQL Server auto is a full refresh, whatever the hints say",
        notes=tuple(signal.message for signal in decision.reasons),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "full_refresh"),),
    )
