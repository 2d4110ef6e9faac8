"""`diff.compare` is `row_hash` or `all_columns`.

## Why
An mssql load with another word is refused while it is compiled. The other sinks always compare the row hash and never look at the
key, so there a wrong word changes nothing and is a warning.

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
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {compare: rowhash}
#                   ^^^^^^^ `diff.compare` is `rowhash`; dpone knows row_hash or all_columns
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {compare: row_hash}
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
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {compare: all_columns}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
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
    name="snapshot-diff-compare",
    code="DP451",
    group="strategy",
    severity="error",
    summary="`diff.compare` is `row_hash` or `all_columns`.",
    keys=("sink.strategy.diff.compare",),
    modes=("snapshot_diff",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    strict = facts.sink_type == "mssql"
    yield from wrong_word(
        facts,
        "sink.strategy.diff.compare",
        ("row_hash", "all_columns"),
        exact=True,
        guess="row_hash",
        notes=() if strict else ("only mssql sinks read this key",),
        severity="error" if strict else "warning",
    )
