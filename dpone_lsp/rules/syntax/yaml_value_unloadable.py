"""The YAML is well-formed, but dpone's reader cannot build a value from it.

## Why
dpone reads manifests with the safe reader: it knows no custom tags such as `!secret` and stops at a date like 2025-13-01, or at `<<`
and `=` as values. The whole file is refused.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: !env SHOP
#                ^^^^^^^^^ dpone's YAML reader does not know the tag `!env` and refuses the file
  table: {schema: public, name: orders}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
```yaml
name: shop_orders
description: 2025-13-01
#            ^^^^^^^^^^ dpone's YAML reader takes `2025-13-01` for a date or number, cannot convert it and refuses the file
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
description: "2025-13-01"
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: !!str shop_orders
description: 2025-12-01
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.checks.plain_scalars import is_key, plain_scalars
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, WholeNode, walk

RULE = Rule(
    name="yaml-value-unloadable",
    code="DP013",
    group="syntax",
    severity="error",
    summary="The YAML is well-formed, but dpone's reader cannot build a value from it.",
    scope="document",
    fixable=True,
)

#: What such a value holds: the dash of a date, the beginning of an odd number, or it is a lone `=` or `<<`.
_SUSPECTS = (
    re.compile(r"-(?<=\d-)\d"),
    re.compile(r"0[bx]_"),
    re.compile(r"=(?<![^\s,\[{]=)(?![^\s,\]}])"),
    re.compile(r"<<(?![^\s,\]}])"),
)
_SCALAR_TAGS = frozenset(
    (scalars.STR, scalars.INT, scalars.FLOAT, scalars.BOOL, scalars.NULL, scalars.TIMESTAMP, scalars.BINARY)
)
#: What only a key may be.
_KEY_TAGS = frozenset((scalars.MERGE, "value"))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    for node in _tagged(document):
        if not _known(document, node):
            shown = _shown(document, node)
            yield Report(
                Place(document, node), f"dpone's YAML reader does not know the tag `{shown}` and refuses the file"
            )
    for node in plain_scalars(document, *_SUSPECTS):
        if (
            node.tag is None
            and not scalars.constructible(node.text)
            and not (node.text in ("<<", "=") and is_key(document, node))
        ):
            taken = (
                "for something that only a key may be"
                if node.text in ("<<", "=")
                else "for a date or number, cannot convert it"
            )
            yield Report(
                Place(document, node),
                f"dpone's YAML reader takes `{node.text}` {taken} and refuses the file",
                fixes=(lambda node=node: Fix("Quote it", (replace_node(document, node, f'"{node.text}"'),)),),
            )


def _tagged(document: Document) -> Iterator[Node]:
    if document.root is not None and "!" in document.source.text:
        for node in walk(document.root):
            if node.tag is not None:
                yield node


def _known(document: Document, node: Node) -> bool:
    tag = node.tag or ""
    if not tag.startswith(scalars.TAG):
        return False
    name = tag[len(scalars.TAG) :]
    if isinstance(node, WholeNode):
        return True
    if isinstance(node, ScalarNode):
        if name in _KEY_TAGS:
            return is_key(document, node)
        return name in _SCALAR_TAGS and scalars.construct(name, node.text) is not None
    if isinstance(node, MappingNode):
        return name == "map"
    return isinstance(node, SequenceNode) and name == "seq"


def _shown(document: Document, node: Node) -> str:
    text = document.source.text[node.start : node.start + 60]
    return text.split()[0] if text.startswith("!") else (node.tag or "").replace(scalars.TAG, "!!")
