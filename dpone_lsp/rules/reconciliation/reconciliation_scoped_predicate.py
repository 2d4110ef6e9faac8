"""key_snapshot reconciliation reads the whole source table.

## Why
Keys that a predicate leaves out would look deleted, so validate refuses a source predicate
(RECONCILIATION_SCOPED_PREDICATE_UNSUPPORTED).

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
    custom_predicate: region = 'EU'
#   ^^^^^^^^^^^^^^^^ key_snapshot reconciliation needs the whole source; rows that this predicate leaves out would count as deleted
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
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="reconciliation-scoped-predicate",
    code="DP577",
    group="reconciliation",
    severity="error",
    summary="key_snapshot reconciliation reads the whole source table.",
    keys=(
        "source.options.custom_predicate",
        "source.options.source_custom_predicate",
        "sink.options.source_custom_predicate",
    ),
    fixable=True,
)

_PATHS = (
    "source.options.custom_predicate",
    "source.options.source_custom_predicate",
    "sink.options.source_custom_predicate",
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if not key_snapshot.asked_for(facts):
        return
    for path in _PATHS:
        data = facts.process.data(path)
        if data is None or data is UNKNOWN or not str(data).strip():
            continue
        yield Report(
            key_place(facts, path),
            "key_snapshot reconciliation needs the whole source; rows that this predicate leaves out would count as deleted",
            related=key_snapshot.cause(facts),
            fixes=(lambda path=path: quick_fixes.remove(facts, path, applicability="unsafe"),),
        )
