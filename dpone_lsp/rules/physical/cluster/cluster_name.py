"""`ddl_scope: cluster` needs the name of the cluster.

## Why
Statements are sent `ON CLUSTER <name>`, so without a name there is nowhere to send them. dpone refuses the manifest, `plan`
included.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    max_source_bytes: 1000000000
  options:
    physical_design:
      storage:
        clickhouse:
          engine: ReplicatedMergeTree
          cluster: {ddl_scope: cluster}
#         ^^^^^^^ `ddl_scope: cluster` needs the `name` of the cluster
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    max_source_bytes: 1000000000
  options:
    physical_design:
      storage:
        clickhouse:
          engine: ReplicatedMergeTree
          cluster: {name: dwh, ddl_scope: cluster}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.clickhouse_cluster import publication
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cluster-name",
    code="DP723",
    group="physical",
    severity="error",
    summary="`ddl_scope: cluster` needs the name of the cluster.",
    modes=("full_refresh",),
    sinks=("clickhouse",),
    keys=(
        "sink.options.physical_design.storage.clickhouse.cluster",
        "source.options.physical_design.storage.clickhouse.cluster",
    ),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    found = publication(facts)
    if found is not None and not found.name:
        yield Report(key_place(facts, found.cluster), "`ddl_scope: cluster` needs the `name` of the cluster")
