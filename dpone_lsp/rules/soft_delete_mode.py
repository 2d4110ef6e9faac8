"""`soft_delete.mode` is `timestamp_only`, `timestamp_and_flag` or `flag_only`.

## Why
It says which columns mark a deleted row. With key_snapshot reconciliation validate refuses another word; without it nobody looks
before the run prepares the target and fails.

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
    mode: incremental_merge
    unique_key: [order_id]
  options:
    soft_delete: {mode: flag}
#                       ^^^^ `soft_delete.mode` is `flag`; dpone knows timestamp_only, timestamp_and_flag or flag_only
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
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
    mode: incremental_merge
    unique_key: [order_id]
  options:
    soft_delete: {mode: flag_only}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
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
    mode: incremental_merge
    unique_key: [order_id]
  options:
    soft_delete: {mode: flag_only}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.choices import wrong_word
from dpone_lsp.findings import Report
from dpone_lsp.options import option_path
from dpone_lsp.rules.model import Rule
from dpone_lsp.subject import Context
from dpone_si.manifest.reader import Facts

RULE = Rule(
    name="soft-delete-mode",
    code="DP575",
    group="reconciliation",
    severity="error",
    summary="`soft_delete.mode` is `timestamp_only`, `timestamp_and_flag` or `flag_only`.",
    keys=("sink.options.soft_delete.mode", "source.options.soft_delete.mode"),
    aliases=("reconciliation-soft-delete-mode", "soft-delete-mode-unchecked"),
    fixable=True,
)

_MODES = ("timestamp_only", "timestamp_and_flag", "flag_only")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "soft_delete.mode")
    text = (facts.process.text(path) or "").strip().lower()
    guess = "flag_only" if text == "flag" else "timestamp_only" if text == "timestamp" else None
    yield from wrong_word(facts, path, _MODES, guess=guess, ask=True)
