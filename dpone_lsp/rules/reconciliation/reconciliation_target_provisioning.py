"""key_snapshot reconciliation needs a target that was made beforehand.

## Why
The run must not change tables, so validate asks for `physical_design: {apply_runtime: false}` in the sink options
(RECONCILIATION_REQUIRES_EXTERNAL_TARGET_PROVISIONING); the target is made once with its own DDL.

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
# ^^^^^^^ key_snapshot reconciliation needs `sink.options.physical_design.apply_runtime: false`
    technical_columns: required
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
from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="reconciliation-target-provisioning",
    code="DP572",
    group="reconciliation",
    severity="error",
    summary="key_snapshot reconciliation needs a target that was made beforehand.",
    keys=("reconciliation",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "physical_design.apply_runtime")
    value = facts.process.data(path)
    if value is UNKNOWN or value is False or not key_snapshot.asked_for(facts):
        return
    if facts.source_type != "postgres" or facts.sink_type != "mssql":
        return
    yield Report(
        value_place(facts, path) if facts.process.has(path) else missing_place(facts, path),
        "key_snapshot reconciliation needs `sink.options.physical_design.apply_runtime: false`",
        related=key_snapshot.cause(facts),
        fixes=(lambda: quick_fixes.set_value(facts, path, False, applicability="unsafe"),),
    )
