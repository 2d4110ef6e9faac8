"""key_snapshot reconciliation needs the xmin cursor, named in so many words.

## Why
Changed rows and the snapshot of keys must come from one point in time, which only xmin gives. validate asks for
`incremental_strategy: xmin` even where it is the default (RECONCILIATION_REQUIRES_XMIN).

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
# ^^^^^^^ key_snapshot reconciliation needs `source.options.incremental_strategy: xmin`
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
becomes
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_commit_mode: whole
    incremental_strategy: xmin
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
from dpone_lsp.model.places import missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="reconciliation-xmin",
    code="DP570",
    group="reconciliation",
    severity="error",
    summary="key_snapshot reconciliation needs the xmin cursor, named in so many words.",
    keys=("reconciliation",),
    fixable=True,
)

_PATH = "source.options.incremental_strategy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    cursor = facts.process.data(_PATH)
    if (
        cursor is UNKNOWN
        or str(cursor).strip().lower() in ("xmin", "postgres_xmin", "pg_xmin")
        or not key_snapshot.asked_for(facts)
    ):
        return
    if facts.source_type != "postgres" or facts.sink_type != "mssql":
        return
    written = facts.process.has(_PATH)
    yield Report(
        value_place(facts, _PATH) if written else missing_place(facts, _PATH),
        "key_snapshot reconciliation needs `source.options.incremental_strategy: xmin`",
        related=key_snapshot.cause(facts),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "xmin", applicability="unsafe" if written else None),),
    )
