"""`max_delete_ratio` is a share from 0 to 1, not a percentage.

## Why
A guard of 5 would mean five hundred percent and never hold anything back, so dpone refuses numbers above 1 and anything that is no
number while it compiles the manifest.

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
  guards: {max_delete_ratio: 5}
#                            ^ `max_delete_ratio` is `5`; it must be a number from 0 to 1
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
  guards: {max_delete_ratio: 0.05}
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
  guards: {max_delete_ratio: 0.05}
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
from dpone_si.manifest.model.layers import UNKNOWN, Value

RULE = Rule(
    name="reconciliation-ratio-scale",
    code="DP563",
    group="reconciliation",
    severity="error",
    summary="`max_delete_ratio` is a share from 0 to 1, not a percentage.",
    keys=("reconciliation.guards.max_delete_ratio",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.at("reconciliation.guards.max_delete_ratio")
    if value is None or value.data is UNKNOWN:
        return
    data = value.data if value.is_scalar else []
    if isinstance(data, (int, float)) and not isinstance(data, bool) and 0 <= data <= 1:
        return
    yield Report(
        of_value(value),
        f"`max_delete_ratio` is {show(value.node, data)}; it must be a number from 0 to 1",
        fixes=(lambda: _share(value, data),),
    )


def _share(value: Value, data: object) -> Fix | None:
    text = str(data).strip()
    percent = text.endswith("%")
    try:
        number = float(text.rstrip("% "))
    except ValueError:
        return None
    share = number / 100 if percent or 1 < number <= 100 else number
    if isinstance(data, bool) or not 0 <= share <= 1:
        return None
    made = round(share, 6)
    return Fix(f"Change to {made:g}", (replace_value(value.layer.document, value.node, made),), applicability="unsafe")
