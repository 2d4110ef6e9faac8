"""A full refresh on a cluster cannot publish an access table as well.

## Why
`access_table` names a second table through which the first is read; the exchange on a cluster does not keep the two together, so
dpone refuses the pair.

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
          cluster: {name: dwh, ddl_scope: cluster}
          access_table: {name: orders_all}
#         ^^^^^^^^^^^^ `access_table` is not supported for a full refresh on a cluster
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
          cluster: {name: dwh, ddl_scope: cluster}
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
from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="cluster-access-table",
    code="DP726",
    group="physical",
    severity="error",
    summary="A full refresh on a cluster cannot publish an access table as well.",
    modes=("full_refresh",),
    sinks=("clickhouse",),
    keys=(
        "sink.options.physical_design.storage.clickhouse.cluster",
        "source.options.physical_design.storage.clickhouse.cluster",
    ),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "physical_design.storage.clickhouse.access_table")
    name = facts.process.data(f"{path}.name")
    found = publication(facts)
    if found is None or not name or name is UNKNOWN:
        return
    yield Report(
        key_place(facts, path),
        "`access_table` is not supported for a full refresh on a cluster",
        related=because(facts, found.cluster, "the cluster"),
        fixes=(lambda: quick_fixes.remove(facts, path, applicability="unsafe"),),
    )
