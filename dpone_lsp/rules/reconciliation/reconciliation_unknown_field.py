"""The reconciliation blocks are closed: dpone refuses keys it does not know.

## Why
`reconciliation`, `empty_snapshot` and `guards` guard deletes, so dpone refuses any key it does not know while it compiles the
manifest.

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
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
reconciliation:
  mode: key_snapshot
  guard: {max_delete_rows: 10}
# ^^^^^ `guard` is no key of `reconciliation`, and dpone refuses it
```
becomes
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
  guards: {max_delete_rows: 10}
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
  guards: {max_delete_rows: 10}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.closed_blocks import unknown_keys
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="reconciliation-unknown-field",
    code="DP561",
    group="reconciliation",
    severity="error",
    summary="The reconciliation blocks are closed: dpone refuses keys it does not know.",
    keys=("reconciliation",),
    fixable=True,
    owns=(
        Owned("reconciliation*", kinds=("unknown", *VALUE, "number", "number-text", "quoted-boolean")),
        Owned("empty_snapshot", kinds=("unknown", *VALUE)),
    ),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path in ("reconciliation", "reconciliation.empty_snapshot", "reconciliation.guards"):
        yield from unknown_keys(facts, path)
