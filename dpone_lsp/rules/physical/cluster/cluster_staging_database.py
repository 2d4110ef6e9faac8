"""On a cluster, staging tables live in the database of the target.

## Why
The finished table is exchanged with the target in one statement, which works within one database only. dpone refuses another
`staging.schema`; the default is taken for the target's.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  staging: {schema: tmp}
#                   ^^^ on a cluster the staging schema must be that of the target, `raw`
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
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  staging: {schema: raw}
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
  staging: {schema: raw}
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
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cluster-staging-database",
    code="DP724",
    group="physical",
    severity="error",
    summary="On a cluster, staging tables live in the database of the target.",
    modes=("full_refresh",),
    sinks=("clickhouse",),
    keys=(
        "sink.options.physical_design.storage.clickhouse.cluster",
        "source.options.physical_design.storage.clickhouse.cluster",
    ),
    fixable=True,
)

_STAGING = "sink.staging.schema"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    staging, target = facts.process.text(_STAGING), facts.process.text("sink.table.schema")
    if not staging or not target or staging.strip() in ("staging", target.strip()) or publication(facts) is None:
        return
    yield Report(
        value_place(facts, _STAGING),
        f"on a cluster the staging schema must be that of the target, `{target}`",
        related=because(facts, "sink.table.schema", "the target"),
        fixes=(lambda: quick_fixes.set_value(facts, _STAGING, target, applicability="unsafe"),),
    )
