"""A load that remembers where it stopped has no `state` block to remember it in.

## Why
Merging, appending, comparing and backfilling keep their position or their runs in a state store. dpone 0.88.0 has no default store any
more: composed as it is shipped, a run stops at its start with "state.type must be set". Many published manifests leave the block
out, because their deployment brings one; then this says nothing new. With an mssql sink the block is checked by
`mssql-state-missing`.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
#         ^^^^^^^^^^^^^^^^^ incremental_merge keeps state, and no `state` block says where; without one from the deployment the run stops at its start
    unique_key: [order_id]
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="state-missing",
    code="DP546",
    group="state",
    severity="hint",
    summary="A load that remembers where it stopped has no `state` block to remember it in.",
    sinks=("postgres", "bigquery", "clickhouse", "kafka"),
    modes=("incremental_merge", "incremental_append", "partition_replace", "snapshot_diff", "scd2", "cdc_apply"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.process.has("state"):
        return
    yield Report(
        value_place(facts, "sink.strategy.mode"),
        f"{facts.mode} keeps state, and no `state` block says where; without one from the deployment the run stops at its start",
    )
