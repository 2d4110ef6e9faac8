"""key_snapshot reconciliation exports one plain csv file.

## Why
The snapshot is one uncompressed csv export, so `compress_export: true`, another `export_format` and parallel reading by `partitioning.column` are refused while
the manifest is compiled or by validate.

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
    compress_export: true
#   ^^^^^^^^^^^^^^^ key_snapshot reconciliation exports one plain csv file, without `compress_export`
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
    export_format: CSV
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

from dpone_lsp import key_snapshot, remedies
from dpone_lsp.findings import Report
from dpone_lsp.places import key_place
from dpone_lsp.rules.model import Rule
from dpone_lsp.subject import Context
from dpone_si.manifest.layers import UNKNOWN
from dpone_si.manifest.reader import Facts

RULE = Rule(
    name="reconciliation-compression",
    code="DP578",
    group="reconciliation",
    severity="error",
    summary="key_snapshot reconciliation exports one plain csv file.",
    keys=("source.options.compress_export", "source.options.export_format", "source.options.partitioning.column"),
    fixable=True,
)

_OPTIONS = "source.options."


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if not key_snapshot.asked_for(facts):
        return
    for name in ("compress_export", "export_format", "partitioning.column"):
        path = _OPTIONS + name
        if not facts.process.has(path) or _fits(name, facts.process.data(path)):
            continue
        yield Report(
            key_place(facts, path),
            f"key_snapshot reconciliation exports one plain csv file, without `{name}`",
            related=key_snapshot.cause(facts),
            fixes=(lambda path=path: remedies.remove(facts, path, applicability="unsafe"),),
        )


def _fits(name: str, value: object) -> bool:
    if value is UNKNOWN:
        return True
    if name == "compress_export":
        return value is False
    if name == "export_format":
        return str(value or "csv").strip().lower() == "csv"
    return not value
