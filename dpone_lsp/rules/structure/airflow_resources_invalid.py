"""`gitops.airflow.resources` holds requests and limits, each amount a quoted Kubernetes quantity.

## Why
dpone compiles the resources of a flow with the flow itself and refuses the file when an amount is a bare number, is no quantity, or
asks for more than the limit. In a preset it refuses them whatever they say: they belong to the manifest.

## Fires
```yaml file=shop/orders.flow.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: orders.flow.yaml}
metadata: {id: orders_flow, domain: sales}
processes:
  - name: orders_load
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
gitops:
  airflow:
    resources:
      requests: {cpu: 1, memory: 512Mi}
#                     ^ `requests.cpu` must be text: quote the quantity
```
becomes
```yaml file=shop/orders.flow.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: orders.flow.yaml}
metadata: {id: orders_flow, domain: sales}
processes:
  - name: orders_load
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
gitops:
  airflow:
    resources:
      requests: {cpu: "1", memory: 512Mi}
```
```yaml file=shop/orders.flow.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: orders.flow.yaml}
metadata: {id: orders_flow, domain: sales}
processes:
  - name: orders_load
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
gitops:
  airflow:
    resources:
      requests: {cpu: 5u, memory: 2Gi}
#                     ^^ `requests.cpu` is finer than a thousandth of a CPU
#                                 ^^^ `requests.memory` asks for more than `limits.memory`
      limits: {memory: 1G, cpu: two}
#                               ^^^ `limits.cpu` is no quantity such as 250m, 1Gi or 2G
```
```yaml file=shop/orders.flow.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: orders.flow.yaml}
metadata: {id: orders_flow, domain: sales}
processes:
  - name: orders_load
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
gitops: "{{ cluster }}"
#       ^^^^^^^^^^^^^^^ `gitops` must be a literal mapping
```
```yaml also=house.yaml
gitops: {airflow: {resources: {requests: {cpu: "1", memory: 1Gi}}}}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: house.yaml
#           ^^^^^^^^^^ `house.yaml` sets `gitops.airflow.resources`, which belong to the root of the manifest: dpone refuses them in a preset
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
```

## Stays silent
```yaml file=shop/orders.flow.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: orders.flow.yaml}
metadata: {id: orders_flow, domain: sales}
processes:
  - name: orders_load
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
gitops:
  airflow:
    resources:
      requests: {cpu: 250m, memory: 512Mi}
      limits: {cpu: "1", memory: 1Gi}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.expansion.conventions import references
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode

RULE = Rule(
    name="airflow-resources-invalid",
    code="DP184",
    group="structure",
    severity="error",
    summary="`gitops.airflow.resources` holds requests and limits, each amount a quoted Kubernetes quantity.",
    scope="document",
    forms=("batch", "flow", "pipeline"),
    needs=("text:gitops",),
    fixable=True,
    owns=(Owned("airflow_resources", kinds=VALUE), Owned("resource_amounts", kinds=(*VALUE, "boolean"))),
)

_AMOUNTS = ("cpu", "memory", "ephemeral-storage")
_QUANTITY = re.compile(
    r"\+?(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:(?P<power>[eE][+-]?[0-9]{1,3})|(?P<unit>[numkMGTPE]|[KMGTPE]i))?"
)
_UNITS = {"n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3")}
_UNITS.update({letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", 1)})
_UNITS.update({letter + "i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", 1)})
_LONGEST = 64


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    if document.form == documents.BATCH:
        yield from _in_presets(analysis)
        return
    holder = document.mapping
    for path in ("gitops", "gitops.airflow"):
        node = holder.get(path.rpartition(".")[2]) if holder is not None else None
        if node is None or _is_null(node):
            return
        if not isinstance(node, MappingNode):
            yield Report(Place(document, node), f"`{path}` must be a literal mapping")
            return
        holder = node
    if "resources" in holder.entries:
        yield from _in_resources(document, holder)


def _in_resources(document: Document, holder: MappingNode) -> Iterator[Report]:
    resources = holder.get("resources")
    if not isinstance(resources, MappingNode) or not any(name in resources.entries for name in ("requests", "limits")):
        yield Report(Place(document, holder.key_node("resources")), "`resources` must hold `requests` or `limits`")
        return
    given: dict[str, dict[str, Decimal]] = {}
    for kind in ("requests", "limits"):
        if kind in resources.entries:
            yield from _amounts(document, resources, kind, given.setdefault(kind, {}))
    requests = resources.get("requests")
    for name, wanted in given.get("requests", {}).items():
        most = given.get("limits", {}).get(name)
        if most is not None and wanted > most and isinstance(requests, MappingNode):
            yield Report(Place(document, requests.get(name)), f"`requests.{name}` asks for more than `limits.{name}`")


def _amounts(document: Document, resources: MappingNode, kind: str, told: dict[str, Decimal]) -> Iterator[Report]:
    """The amounts of `requests` or `limits`; those that can be told are put into `told`."""
    block = resources.get(kind)
    if not isinstance(block, MappingNode) or not block.entries:
        yield Report(Place(document, resources.key_node(kind)), f"`{kind}` must hold at least one amount")
        return
    for name in _AMOUNTS:
        amount = block.get(name)
        if amount is not None:
            yield from _amount(document, f"{kind}.{name}", amount, told, name)


def _in_presets(analysis: Analysis) -> Iterator[Report]:
    """What dpone refuses about `gitops` in a preset, said where the manifest names the preset."""
    for reference in references(analysis.document, analysis.workspace):
        holder = None if reference.document is None or reference.builtin else reference.document.mapping
        for path in ("gitops", "gitops.airflow"):
            node = holder.get(path.rpartition(".")[2]) if holder is not None else None
            if node is not None and not _is_null(node) and not isinstance(node, MappingNode):
                yield Report(
                    Place(analysis.document, reference.node),
                    f"`{path}` in `{reference.name}` must be a literal mapping: dpone refuses the preset",
                )
            holder = node if isinstance(node, MappingNode) else None
        if holder is not None and "resources" in holder.entries:
            message = "which belong to the root of the manifest: dpone refuses them in a preset"
            yield Report(
                Place(analysis.document, reference.node),
                f"`{reference.name}` sets `gitops.airflow.resources`, {message}",
            )


def _amount(document: Document, label: str, node: Node, told: dict[str, Decimal], name: str) -> Iterator[Report]:
    text = node.value if isinstance(node, ScalarNode) else None
    if not isinstance(text, str) or not text or len(text) > _LONGEST:
        number = isinstance(node, ScalarNode) and isinstance(text, (int, float)) and not isinstance(text, bool)
        fixes = (lambda: _quoted(document, node),) if number else ()
        yield Report(Place(document, node), f"`{label}` must be text: quote the quantity", fixes=fixes)
        return
    quantity = _QUANTITY.fullmatch(text)
    if quantity is None:
        yield Report(Place(document, node), f"`{label}` is no quantity such as 250m, 1Gi or 2G")
        return
    value = Decimal(quantity["number"] + (quantity["power"] or "")) * _UNITS.get(quantity["unit"] or "", Decimal(1))
    if name == "cpu" and value * 1000 % 1:
        yield Report(Place(document, node), f"`{label}` is finer than a thousandth of a CPU")
        return
    told[name] = value


def _quoted(document: Document, node: Node) -> Fix:
    text = node.text if isinstance(node, ScalarNode) else ""
    return Fix(f'Write "{text}"', (replace_node(document, node, f'"{text}"'),))


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None
