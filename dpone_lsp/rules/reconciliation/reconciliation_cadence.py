"""Reconciliation happens on every run, over one snapshot of the source.

## Why
`cadence` can only be `every_run` and `consistency` only `same_source_snapshot`; both are the defaults. Anything else is refused
while the manifest is compiled.

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
  cadence: daily
#          ^^^^^ `reconciliation.cadence` is `daily`; dpone knows every_run
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
  cadence: every_run
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
  cadence: every_run
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks import key_snapshot
from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="reconciliation-cadence",
    code="DP564",
    group="reconciliation",
    severity="error",
    summary="Reconciliation happens on every run, over one snapshot of the source.",
    keys=("reconciliation.cadence", "reconciliation.consistency"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if not key_snapshot.asked_for(facts):
        return
    yield from wrong_word(facts, "reconciliation.cadence", ("every_run",), null_ok=False, guess="every_run")
    yield from wrong_word(
        facts, "reconciliation.consistency", ("same_source_snapshot",), null_ok=False, guess="same_source_snapshot"
    )
