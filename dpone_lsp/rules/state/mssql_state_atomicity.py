"""The state of an mssql load is committed with the rows: `atomicity: target_atomic`.

## Why
The default `after_target` would leave a moment in which the rows are there and the state is not, and the next run would load them
again. validate refuses it with MSSQL_TRANSACTION_REQUIRES_TARGET_ATOMIC_STATE (with reconciliation:
RECONCILIATION_REQUIRES_ATOMIC_MSSQL_STATE).

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
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_state, provisioning: external}
#^^^^ an mssql sink needs `state.atomicity: target_atomic`; the default is after_target
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
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_state, provisioning: external, atomicity: target_atomic}
```

```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
state:
  type: mssql
  connection_ref: dwh_state
  atomicity: after_target
#            ^^^^^^^^^^^^ an mssql sink needs `state.atomicity: target_atomic`
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
    mode: full_refresh
state:
  type: mssql
  connection_ref: dwh_state
  atomicity: target_atomic
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
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic}
```

dpone trims the word:
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}, strategy: {mode: full_refresh}}
state: {type: mssql, connection_ref: dwh, atomicity: " target_atomic ", provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, place_beside
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.vocabulary import loader_endpoint

RULE = Rule(
    name="mssql-state-atomicity",
    code="DP542",
    group="state",
    severity="error",
    summary="The state of an mssql load is committed with the rows: `atomicity: target_atomic`.",
    keys=("state",),
    sinks=("mssql",),
    aliases=("reconciliation-state-atomicity",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    state = facts.block("state")
    atomicity = state.get("atomicity")
    if not state or atomicity is UNKNOWN or str(atomicity or "").strip() == "target_atomic":
        return
    kind = state.get("type")
    if kind is UNKNOWN or loader_endpoint(kind or "") != "mssql":
        return  # the wrong store is the first thing to cure
    path = "state.atomicity"
    yield Report(
        place_beside(facts, path, "state.type"),
        "an mssql sink needs `state.atomicity: target_atomic`" + ("" if atomicity else "; the default is after_target"),
        related=because(facts, "sink.type", "rows and state are committed in one transaction here"),
        fixes=(lambda: quick_fixes.add_beside(facts, path, "target_atomic", "state.type", applicability="unsafe"),),
    )
