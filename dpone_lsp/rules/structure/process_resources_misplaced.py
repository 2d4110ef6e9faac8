"""Airflow resources stand once, at the root of the manifest.

## Why
`gitops.airflow.resources` speaks of the whole workload. dpone refuses it in `defaults`, schemas, overrides, presets and
processes, and wants literal mappings around it.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
  gitops:
    airflow:
      resources: {requests: {cpu: "1", memory: 1Gi}}
#     ^^^^^^^^^ `gitops.airflow.resources` belongs to the root of the manifest; dpone refuses it here
schemas:
  public: {tables: [orders]}
```
becomes
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
gitops:
  airflow:
    resources: {requests: {cpu: "1", memory: 1Gi}}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
gitops:
  airflow:
    resources: {requests: {cpu: "1", memory: 1Gi}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import delete_pair, insert_text, pair_lines
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode, walk

RULE = Rule(
    name="process-resources-misplaced",
    code="DP180",
    group="structure",
    severity="error",
    summary="Airflow resources stand once, at the root of the manifest.",
    keys=("gitops",),
    forms=("batch", "flow"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    for path in ("gitops", "gitops.airflow"):
        value = process.at(path)
        if value is None:
            return
        if not value.is_mapping:
            if not value.is_null:
                message = f"`{path}` below the root must be a literal mapping; dpone refuses anything else"
                yield Report(Place(value.layer.document, value.node), message)
            return
    value = process.at("gitops.airflow.resources")
    if value is not None:
        yield Report(
            Place(value.layer.document, value.key),
            "`gitops.airflow.resources` belongs to the root of the manifest; dpone refuses it here",
            fixes=(lambda: _move(facts),),
        )


def _move(facts: Facts) -> Fix | None:
    """To the root of the same file, when nothing but the resources stands in the misplaced block."""
    document = facts.process.document
    root = document.mapping
    value, gitops, airflow = (
        facts.process.at(path) for path in ("gitops.airflow.resources", "gitops", "gitops.airflow")
    )
    if root is None or value is None or gitops is None or airflow is None:
        return None
    if "gitops" in root.entries or value.layer.document is not document:
        return None
    if len(gitops.hits) > 1 or len(gitops.view.keys()) > 1 or len(airflow.view.keys()) > 1:
        return None
    owner = next(
        (
            node
            for node in walk(root)
            if isinstance(node, MappingNode) and any(pair[0] is gitops.key for pair in node.pairs)
        ),
        None,
    )
    removed = None if owner is None else delete_pair(document, owner, gitops.key)
    lines = pair_lines(document, value.key, value.node)
    added = insert_text(document, root, ("gitops:", "  airflow:", *(f"    {line}" for line in lines)))
    return None if removed is None or added is None else Fix("Move to the root of the manifest", (removed, added))
