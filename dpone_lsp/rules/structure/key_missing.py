"""A document that is no manifest lacks a key without which dpone refuses it.

## Why
`ownership.yaml`, `selectors.yaml`, fixture tests and DAG files are read by `dpone check` and `dpone test`, which stop at the first key
that is not there, without saying where. Here every missing key is told at once, at the block that lacks it.

## Fires
```yaml file=ownership.yaml
schema: dpone.domain-ownership.v1
domain: sales
owner: {team: sales-data}
#^^^^ `owner` lacks `contact`, and dpone refuses the file
approvers: {github_team: sales-approvers}
```

## Stays silent
```yaml file=ownership.yaml
schema: dpone.domain-ownership.v1
domain: sales
owner: {team: sales-data, contact: sales@example.com}
approvers: {github_team: sales-approvers}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.structure import Block, KeySpec, block, root_block
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

RULE = Rule(
    name="key-missing",
    code="DP112",
    group="structure",
    severity="error",
    summary="A document that is no manifest lacks a key without which dpone refuses it.",
    scope="document",
    forms=(documents.OWNERSHIP, documents.SELECTORS, documents.TEST, documents.DOMAIN_DAG),
)

_MAX_DEPTH = 20


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.mapping
    if root is not None and not document.tree.problems:
        yield from _lacking(document, root_block(document.form), root, None, 0)


def _lacking(document: Document, shape: Block, mapping: MappingNode, key: Node | None, depth: int) -> Iterator[Report]:
    # A key written in its place is told by `unknown-key`.
    instead = ["schema" if name == "kind" else str(name) for name in mapping.entries if name not in shape.keys]
    absent = [name for name, spec in shape.keys.items() if spec.required_by_tool and name not in mapping.entries]
    missing = [f"`{name}`" for name in absent if nearest(name, instead) is None]
    if missing:
        name = f"`{key.text}`" if isinstance(key, ScalarNode) else "this file" if key is None else "this entry"
        lacks = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
        yield Report(Place(document, key), f"{name} lacks {lacks}, and dpone refuses the file")
    if depth < _MAX_DEPTH:
        for inner, value in mapping.pairs:
            spec = shape.get(inner.text) if isinstance(inner, ScalarNode) else None
            if spec is not None:
                yield from _below(document, spec, value.target, inner, depth + 1)


def _below(document: Document, spec: KeySpec, node: Node, key: Node, depth: int) -> Iterator[Report]:
    if isinstance(node, MappingNode) and spec.block is not None:
        yield from _lacking(document, block(spec.block), node, key, depth)
    elif isinstance(node, SequenceNode) and spec.items is not None and spec.items.block is not None:
        for item in node.items:
            if isinstance(item.target, MappingNode):
                yield from _lacking(document, block(spec.items.block), item.target, item, depth)
