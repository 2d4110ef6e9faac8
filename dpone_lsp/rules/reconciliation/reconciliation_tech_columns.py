"""Reconciliation marks rows in technical columns, so they cannot be switched off.

## Why
Deleted rows are marked in `__dpone__deleted_at`. With key_snapshot validate refuses a load without technical columns; with
`reconciliation: true` only when a validation block or a profile is active. Otherwise the run fails when it looks for the column.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    technical_columns: forbidden
#                      ^^^^^^^^^ reconciliation needs the technical columns that are switched off here
reconciliation: true
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    technical_columns: required
reconciliation: true
```

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
    include_technical_columns: false
#                              ^^^^^ reconciliation needs the technical columns that are switched off here
    physical_design: {apply_runtime: false}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
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
    include_technical_columns: true
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
from dpone_lsp.checks.technical_columns import resolve
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="reconciliation-tech-columns",
    code="DP574",
    group="reconciliation",
    severity="error",
    summary="Reconciliation marks rows in technical columns, so they cannot be switched off.",
    keys=("reconciliation",),
    aliases=("legacy-reconciliation-tech-columns",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    legacy = facts.process.data("reconciliation") is True
    if not legacy and not key_snapshot.asked_for(facts):
        return
    columns = resolve(facts)
    if columns is None or columns.enabled or columns.path is None:
        return
    path = columns.path
    word: object = "required" if path.endswith(".technical_columns") else True
    yield Report(
        value_place(facts, path),
        "reconciliation needs the technical columns that are switched off here",
        related=because(facts, "reconciliation", "reconciliation is on") if legacy else key_snapshot.cause(facts),
        fixes=(lambda: quick_fixes.set_value(facts, path, word, applicability="unsafe"),),
    )
