"""A full refresh on a cluster needs a limit for what it may read.

## Why
The new table is built beside the old one on every member, so dpone insists on `max_source_bytes` before it starts. It refuses the
manifest, `plan` included.

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
# ^^^^^^^^ a full refresh on a cluster needs `max_source_bytes`
    mode: full_refresh
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
  strategy:
    mode: full_refresh
    max_source_bytes: 10737418240
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
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, missing_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cluster-source-budget",
    code="DP721",
    group="physical",
    severity="error",
    summary="A full refresh on a cluster needs a limit for what it may read.",
    modes=("full_refresh",),
    sinks=("clickhouse",),
    keys=(
        "sink.options.physical_design.storage.clickhouse.cluster",
        "source.options.physical_design.storage.clickhouse.cluster",
    ),
    fixable=True,
)

_BUDGET = "sink.strategy.max_source_bytes"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    found = publication(facts)
    if found is None or facts.process.has(_BUDGET):
        return
    yield Report(
        missing_place(facts, _BUDGET),
        "a full refresh on a cluster needs `max_source_bytes`",
        related=because(facts, found.cluster, "the cluster"),
        fixes=(lambda: quick_fixes.add_key(facts, _BUDGET, 10 * 1024**3, applicability="unsafe"),),
    )
