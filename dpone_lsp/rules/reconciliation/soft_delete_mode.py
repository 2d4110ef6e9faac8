"""`soft_delete.mode` is `timestamp_only`, `timestamp_and_flag` or `flag_only`.

## Why
It says which columns mark a deleted row. With key_snapshot reconciliation validate refuses another word; without it dpone never
reads the option, so it is a warning there.

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
    soft_delete: {mode: flag}
#                       ^^^^ `soft_delete.mode` is `flag`; dpone knows timestamp_only, timestamp_and_flag or flag_only
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
    soft_delete: {mode: flag_only}
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
    soft_delete: {mode: flag_only}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
reconciliation:
  mode: key_snapshot
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks import key_snapshot
from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.options import option_path
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report, Severity
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="soft-delete-mode",
    code="DP575",
    group="reconciliation",
    severity="error",
    summary="`soft_delete.mode` is `timestamp_only`, `timestamp_and_flag` or `flag_only`.",
    keys=("sink.options.soft_delete.mode", "source.options.soft_delete.mode"),
    aliases=("reconciliation-soft-delete-mode", "soft-delete-mode-unchecked"),
    fixable=True,
    owns=(Owned("soft_delete", kinds=VALUE),),
)

_MODES = ("timestamp_only", "timestamp_and_flag", "flag_only")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "soft_delete.mode")
    text = (facts.process.text(path) or "").strip().lower()
    guess = "flag_only" if text == "flag" else "timestamp_only" if text == "timestamp" else None
    asked_for = key_snapshot.asked_for(facts)
    severity: Severity = "error" if asked_for else "warning"
    # The check of a key snapshot compares letter by letter, the load itself does not.
    yield from wrong_word(facts, path, _MODES, exact=asked_for, guess=guess, ask=True, severity=severity)
