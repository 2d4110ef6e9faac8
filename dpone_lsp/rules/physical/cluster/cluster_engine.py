"""A table that is published on a cluster has an engine that suits its replication.

## Why
With `replication_mode: internal`, the default, ClickHouse copies the rows itself, which needs a `Replicated...MergeTree` engine.
With `external` the load writes to every member, so the engine must be a plain `...MergeTree`. dpone refuses anything else, `plan`
included; there is no fallback to one server.

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
          engine: MergeTree
#                 ^^^^^^^^^ publication on a cluster with internal replication needs a Replicated...MergeTree engine, not `MergeTree`
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
    max_source_bytes: 1000000000
  options:
    physical_design:
      storage:
        clickhouse:
          engine: ReplicatedMergeTree
          cluster: {name: dwh, ddl_scope: cluster}
```

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
#                 ^^^^^^^^^^^^^^^^^^^ publication on a cluster with external replication needs a MergeTree engine without Replicated or Shared, not `ReplicatedMergeTree`
          cluster: {name: dwh, ddl_scope: cluster, replication_mode: external}
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
          engine: MergeTree
          cluster: {name: dwh, ddl_scope: cluster, replication_mode: external}
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

import re
from collections.abc import Iterator

from dpone_lsp.checks.clickhouse_cluster import publication
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cluster-engine",
    code="DP720",
    group="physical",
    severity="error",
    summary="A table that is published on a cluster has an engine that suits its replication.",
    modes=("full_refresh",),
    sinks=("clickhouse",),
    keys=(
        "sink.options.physical_design.storage.clickhouse.cluster",
        "source.options.physical_design.storage.clickhouse.cluster",
    ),
    aliases=("cluster-external-engine",),
    fixable=True,
)

_REPLICATED = re.compile(r"Replicated[A-Za-z0-9_]*MergeTree\s*(\(|$)")
_PLAIN = re.compile(r"[A-Za-z0-9_]*MergeTree(\s|\(|$)")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    found = publication(facts)
    if found is None or found.replication_mode not in ("internal", "external"):
        return
    internal = found.replication_mode == "internal"
    plain = _PLAIN.match(found.engine) is not None and not found.engine.startswith(("Replicated", "Shared"))
    if _REPLICATED.match(found.engine) if internal else plain:
        return
    path = found.engine_path
    wanted = "a Replicated...MergeTree engine" if internal else "a MergeTree engine without Replicated or Shared"
    stripped = found.engine.removeprefix("Replicated").removeprefix("Shared")
    meant = f"Replicated{stripped}" if internal else stripped
    yield Report(
        value_place(facts, path) if facts.process.has(path) else missing_place(facts, path),
        f"publication on a cluster with {found.replication_mode} replication needs {wanted}, not `{found.engine}`",
        related=because(facts, found.cluster, "the cluster"),
        fixes=(lambda: quick_fixes.set_value(facts, path, meant, applicability="unsafe"),)
        if _PLAIN.match(stripped)
        else (),
    )
