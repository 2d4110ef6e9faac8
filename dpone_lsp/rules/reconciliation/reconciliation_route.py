"""key_snapshot reconciliation goes from postgres to mssql only.

## Why
validate refuses every other route with RECONCILIATION_ROUTE_UNSUPPORTED. `reconciliation: true`, the old form, belongs to BigQuery.

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
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
reconciliation:
#^^^^^^^^^^^^^ key_snapshot reconciliation works from postgres to mssql only, and this load goes from postgres to clickhouse
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
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
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
from dpone_lsp.fixes.edits import delete_pair
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="reconciliation-route",
    code="DP569",
    group="reconciliation",
    severity="error",
    summary="key_snapshot reconciliation goes from postgres to mssql only.",
    keys=("reconciliation",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    source, sink = facts.source_type, facts.sink_type
    if (
        source is None
        or sink is None
        or (source == "postgres" and sink == "mssql")
        or not key_snapshot.asked_for(facts)
    ):
        return
    yield Report(
        key_place(facts, "reconciliation"),
        f"key_snapshot reconciliation works from postgres to mssql only, and this load goes from {source} to {sink}",
        related=because(facts, "source.type", "the source") + because(facts, "sink.type", "the sink"),
        fixes=(lambda: _without(facts),),
    )


def _without(facts: Facts) -> Fix | None:
    value = facts.process.at("reconciliation")
    if value is None or len(value.hits) != 1:
        return None
    for _, node in facts.process.stack:
        edit = delete_pair(value.layer.document, node, value.key)
        if edit is not None:
            return Fix("Remove `reconciliation`", (edit,), applicability="unsafe")
    return None
