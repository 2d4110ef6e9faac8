"""The state of a reconciled load is reached by `connection_ref` only.

## Why
State and target are one transaction on one connection, so credentials of their own are refused: `connection_id`, `connection_type`,
`credentials_source` and `vault_path` (TARGET_ATOMIC_STATE_REQUIRES_CONNECTION_REF).

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    batch_commit_mode: whole
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
  options:
    technical_columns: required
    physical_design: {apply_runtime: false}
state: {type: mssql, connection_ref: dwh_state, vault_path: dwh/state, atomicity: target_atomic, provisioning: external}
#                                               ^^^^^^^^^^ with key_snapshot reconciliation the state takes a `connection_ref`, not `vault_path`
reconciliation:
  mode: key_snapshot
```
becomes (unsafe)
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    batch_commit_mode: whole
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
  options:
    technical_columns: required
    physical_design: {apply_runtime: false}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
reconciliation:
  mode: key_snapshot
```

## Stays silent
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    batch_commit_mode: whole
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
  options:
    technical_columns: required
    physical_design: {apply_runtime: false}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
reconciliation:
  mode: key_snapshot
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks import key_snapshot
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="reconciliation-state-credentials",
    code="DP573",
    group="reconciliation",
    severity="error",
    summary="The state of a reconciled load is reached by `connection_ref` only.",
    keys=("state.connection_id", "state.connection_type", "state.credentials_source", "state.vault_path"),
    sinks=("mssql",),
    fixable=True,
)

_OLD = ("connection_id", "connection_type", "credentials_source", "vault_path")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if not key_snapshot.asked_for(facts):
        return
    state = facts.block("state")
    for name in _OLD:
        if name not in state:
            continue
        path = f"state.{name}"
        yield Report(
            key_place(facts, path),
            f"with key_snapshot reconciliation the state takes a `connection_ref`, not `{name}`",
            related=key_snapshot.cause(facts),
            fixes=(lambda path=path: quick_fixes.remove(facts, path, applicability="unsafe"),)
            if "connection_ref" in state
            else (),
        )
