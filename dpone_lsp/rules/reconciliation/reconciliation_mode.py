"""The only reconciliation mode to write is `key_snapshot`.

## Why
`disabled` and `legacy` are words that dpone uses internally; it accepts them and still applies the rules of key_snapshot. Any other
word is refused while the manifest is compiled. To switch the block off, write `enabled: false`.

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
  mode: keysnapshot
#       ^^^^^^^^^^^ `reconciliation.mode` is `keysnapshot`; dpone knows key_snapshot, disabled or legacy
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

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="reconciliation-mode",
    code="DP562",
    group="reconciliation",
    severity="error",
    summary="The only reconciliation mode to write is `key_snapshot`.",
    keys=("reconciliation.mode",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    yield from wrong_word(
        facts,
        "reconciliation.mode",
        ("key_snapshot", "disabled", "legacy"),
        null_ok=False,
        guess="key_snapshot",
        ask=True,
    )
