"""Requests and limits of a workload stand in `gitops.airflow.resources` and nowhere else.

## Why
dpone refuses pod templates and loose resource keys anywhere else below `gitops` of a flow.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
gitops: {airflow: {pod_template_file: pod.yaml}}
#                  ^^^^^^^^^^^^^^^^^ dpone refuses `pod_template_file` here: requests and limits belong into `gitops.airflow.resources`
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
gitops: {airflow: {resources: {requests: {cpu: "1", memory: 1Gi}, limits: {cpu: "1", memory: 1Gi}}}}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.syntax.tree import MappingNode, Node, SequenceNode

RULE = Rule(
    name="resource-overrides",
    code="DP181",
    group="structure",
    severity="error",
    summary="Requests and limits of a workload stand in `gitops.airflow.resources` and nowhere else.",
    scope="document",
    forms=("flow", "pipeline"),
)

_REFUSED = frozenset(
    ("pod_template_dict", "pod_template_file", "full_pod_spec", "container_resources", "requests", "limits")
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.mapping
    gitops = root.get("gitops") if root is not None else None
    stack: list[tuple[tuple[str, ...], Node]] = [] if gitops is None else [(("gitops",), gitops)]
    while stack:
        path, node = stack.pop()
        if path == ("gitops", "airflow", "resources"):
            continue
        if isinstance(node, SequenceNode):
            stack.extend((path, item.target) for item in node.items)
        if not isinstance(node, MappingNode):
            continue
        for name, (key, value) in node.entries.items():
            if name in _REFUSED:
                # Only these two levels are looked at while the flow is compiled; deeper ones go unread.
                looked_at = path in (("gitops",), ("gitops", "airflow"))
                outcome = f"dpone refuses `{name}` here" if looked_at else f"`{name}` has no effect here"
                message = f"{outcome}: requests and limits belong into `gitops.airflow.resources`"
                yield Report(Place(document, key), message, severity=None if looked_at else "warning")
            else:
                stack.append(((*path, str(name)), value.target))
