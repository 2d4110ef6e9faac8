"""key_snapshot reconciliation works with `incremental_merge` and a unique key.

## Why
It compares the keys of the whole source with those of the target after a merge. Any other mode is refused by validate with
RECONCILIATION_REQUIRES_INCREMENTAL_MERGE, while `dpone plan` still succeeds.

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
    mode: full_refresh
#         ^^^^^^^^^^^^ key_snapshot reconciliation needs `mode: incremental_merge` and a `unique_key`; this load is full_refresh
  options:
    technical_columns: required
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
from dpone_lsp.model.places import missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="reconciliation-strategy",
    code="DP568",
    group="reconciliation",
    severity="error",
    summary="key_snapshot reconciliation works with `incremental_merge` and a unique key.",
    keys=("reconciliation",),
    fixable=True,
)

_MODE = "sink.strategy.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    mode = facts.mode
    if mode is None or mode == "incremental_merge" or not key_snapshot.asked_for(facts):
        return
    written = facts.process.has(_MODE)
    keyless = "" if facts.unique_key else " and a `unique_key`"
    yield Report(
        value_place(facts, _MODE) if written else missing_place(facts, _MODE),
        f"key_snapshot reconciliation needs `mode: incremental_merge`{keyless}; this load is {mode}",
        related=key_snapshot.cause(facts),
        fixes=(lambda: quick_fixes.set_value(facts, _MODE, "incremental_merge", applicability="unsafe"),),
    )
