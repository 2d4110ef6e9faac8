"""key_snapshot reconciliation never reads unchecked bulk files.

## Why
`allow_unsafe_raw_mssql_bulk_files: true` switches off the checks that make an export safe to load, so validate refuses it
(POSTGRES_MSSQL_RECONCILIATION_FORBIDS_UNSAFE_BULK).

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
    allow_unsafe_raw_mssql_bulk_files: true
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ key_snapshot reconciliation forbids `allow_unsafe_raw_mssql_bulk_files`
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
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="reconciliation-unsafe-bulk",
    code="DP576",
    group="reconciliation",
    severity="error",
    summary="key_snapshot reconciliation never reads unchecked bulk files.",
    keys=("source.options.allow_unsafe_raw_mssql_bulk_files", "sink.options.allow_unsafe_raw_mssql_bulk_files"),
    fixable=True,
)

_PATHS = ("source.options.allow_unsafe_raw_mssql_bulk_files", "sink.options.allow_unsafe_raw_mssql_bulk_files")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if not key_snapshot.asked_for(facts):
        return
    for path in _PATHS:
        value = facts.process.data(path)
        if not facts.process.has(path) or value is False or value is UNKNOWN:
            continue
        yield Report(
            key_place(facts, path),
            "key_snapshot reconciliation forbids `allow_unsafe_raw_mssql_bulk_files`",
            related=key_snapshot.cause(facts),
            fixes=(lambda path=path: quick_fixes.remove(facts, path),),
        )
