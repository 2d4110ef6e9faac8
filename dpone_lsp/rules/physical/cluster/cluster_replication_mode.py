"""`replication_mode` of a cluster is `internal` or `external`.

## Why
It says whether ClickHouse or the load writes the copies. dpone refuses another word, `plan` included.

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
          cluster: {name: dwh, ddl_scope: cluster, replication_mode: replicated}
#                                                                    ^^^^^^^^^^ `cluster.replication_mode` is `replicated`; dpone knows internal or external
```
becomes (unsafe)
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
          cluster: {name: dwh, ddl_scope: cluster, replication_mode: internal}
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

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.clickhouse_cluster import publication
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cluster-replication-mode",
    code="DP725",
    group="physical",
    severity="error",
    summary="`replication_mode` of a cluster is `internal` or `external`.",
    modes=("full_refresh",),
    sinks=("clickhouse",),
    keys=(
        "sink.options.physical_design.storage.clickhouse.cluster",
        "source.options.physical_design.storage.clickhouse.cluster",
    ),
    fixable=True,
    owns=(Owned("clickhouse_cluster", kinds=VALUE),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    found = publication(facts)
    if found is not None:
        path = f"{found.cluster}.replication_mode"
        yield from wrong_word(facts, path, ("internal", "external"), guess="internal", ask=True)
