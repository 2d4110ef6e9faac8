"""`metadata.airflow` is true or false.

## Why
`dpone check` refuses a flow in which it is anything but a boolean; text counts as neither.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: shop_orders, airflow: "true"}
#                                    ^^^^^^ `metadata.airflow` must be true or false, without quotes; dpone check refuses the file
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: shop_orders, airflow: true}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: shop_orders, airflow: yes}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode

RULE = Rule(
    name="metadata-airflow-type",
    code="DP171",
    group="structure",
    severity="error",
    summary="`metadata.airflow` is true or false.",
    scope="document",
    forms=("flow", "pipeline"),
    fixable=True,
    owns=(Owned("metadata", ("airflow",), (*VALUE, "quoted-boolean")),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.mapping
    metadata = root.get("metadata") if root is not None else None
    node = metadata.get("airflow") if isinstance(metadata, MappingNode) else None
    if node is None or (isinstance(node, ScalarNode) and isinstance(node.value, bool)):
        return
    message = "`metadata.airflow` must be true or false, without quotes; dpone check refuses the file"
    yield Report(Place(document, node), message, fixes=(lambda: _unquote(document, node),))


def _unquote(document: Document, node: Node) -> Fix | None:
    word = node.text.strip().lower() if isinstance(node, ScalarNode) else ""
    value = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}.get(word)
    return None if value is None else Fix(f"Write `{value}`", (replace_node(document, node, value),))
