"""`max_delete_rows` is a whole number from 0.

## Why
It is the most rows one run may mark deleted. Text, fractions and negative numbers are refused while the manifest is compiled; a
number in quotes is text.

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
  guards: {max_delete_rows: "1000"}
#                           ^^^^^^ `max_delete_rows` is the text `1000`; it must be a whole number from 0
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
  guards: {max_delete_rows: 1000}
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
  guards: {max_delete_rows: 1_000}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.scalars import whole_number

RULE = Rule(
    name="reconciliation-rows-type",
    code="DP567",
    group="reconciliation",
    severity="error",
    summary="`max_delete_rows` is a whole number from 0.",
    keys=("reconciliation.guards.max_delete_rows",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.at("reconciliation.guards.max_delete_rows")
    if value is None or value.data is UNKNOWN:
        return
    data = value.data if value.is_scalar else []
    if type(data) is int and data >= 0:
        return
    digits = data.strip().replace("_", "").replace(",", "") if isinstance(data, str) else ""
    number = whole_number(digits) if digits.isascii() and digits.isdigit() else None
    yield Report(
        of_value(value),
        f"`max_delete_rows` is {show(value.node, data)}; it must be a whole number from 0",
        fixes=(lambda: Fix(f"Change to {number}", (replace_value(value.layer.document, value.node, number),)),)
        if number is not None
        else (),
    )
