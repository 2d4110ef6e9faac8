"""A table on a named cluster is made on the whole cluster: `ddl_scope: cluster`.

## Why
With a name and the local scope, tables would be made on one member and swapped on all. dpone refuses the manifest, `plan` included.

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
          cluster: {name: dwh}
#         ^^^^^^^ cluster `dwh` needs `ddl_scope: cluster`; the scope is local
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

A bare name means the whole cluster:
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
          cluster: dwh
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.clickhouse_cluster import publication
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cluster-ddl-scope",
    code="DP722",
    group="physical",
    severity="error",
    summary="A table on a named cluster is made on the whole cluster: `ddl_scope: cluster`.",
    modes=("full_refresh",),
    sinks=("clickhouse",),
    keys=(
        "sink.options.physical_design.storage.clickhouse.cluster",
        "source.options.physical_design.storage.clickhouse.cluster",
    ),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    found = publication(facts)
    if found is None or found.ddl_scope == "cluster":
        return
    path = f"{found.cluster}.ddl_scope"
    yield Report(
        value_place(facts, path) if facts.process.has(path) else key_place(facts, found.cluster),
        f"cluster `{found.name}` needs `ddl_scope: cluster`; the scope is {found.ddl_scope}",
        fixes=(lambda: quick_fixes.set_value(facts, path, "cluster", applicability="unsafe"),),
    )
