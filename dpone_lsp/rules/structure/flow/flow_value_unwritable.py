"""A date, bytes or a set anywhere in a flow stops dpone, which writes flows down as JSON.

## Why
dpone takes a fingerprint of every flow, of its fragments and of what a recipe makes, and JSON has no dates: whatever the key is, the
command ends with "Object of type date is not JSON serializable". A classic batch and a single manifest may hold them.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: shop_orders, since: 2025-01-31}
#                                  ^^^^^^^^^^ dpone cannot take the fingerprint of a flow with a date in it, and crashes: quote it
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: shop_orders, since: "2025-01-31"}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
metadata: {since: 2025-01-31}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.checks.manifest_misfits import parts
from dpone_lsp.checks.plain_scalars import is_key, plain_scalars
from dpone_lsp.checks.unquoted_dates import unquoted_dates
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.rules import catalogue
from dpone_lsp.rules.selection import enabled
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, WholeNode, walk

RULE = Rule(
    name="flow-value-unwritable",
    code="DP172",
    group="structure",
    severity="error",
    summary="A date, bytes or a set anywhere in a flow stops dpone, which writes flows down as JSON.",
    scope="document",
    forms=("flow", "pipeline", "fragment"),
    fixable=True,
)

_DATE = re.compile(r"-(?<=\d-)\d")
_WORDS = {scalars.TIMESTAMP: "a date", scalars.BINARY: "bytes", scalars.SET: "a set"}


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    fragments = [other for other in parts(analysis) if other.form == documents.FRAGMENT]
    # Where the date is refused for itself, too, `yaml-unquoted-date` says what it should be.
    speaks = enabled(catalogue()["yaml-unquoted-date"].rule, context.settings)
    told = {misfit.value.target for misfit, strict in unquoted_dates(analysis) if strict and speaks}
    for one in (document, *fragments):
        for node in _unwritable(one):
            if node not in told:
                yield _report(one, node)
    for process in analysis.processes:
        made = process.process
        if made.document.form == documents.COMPONENT and isinstance(made.entry, MappingNode):
            yield from (_report(made.document, node) for node in _values(made.entry) if node.type in _WORDS)


def _unwritable(document: Document) -> Iterator[ScalarNode]:
    """Values without quotes are found in the text; only what has a tag is worth a walk."""
    for node in plain_scalars(document, _DATE):
        if node.tag is None and node.type == scalars.TIMESTAMP and not is_key(document, node):
            yield node
    if document.root is not None and "!" in document.source.text:
        yield from (node for node in _values(document.root) if node.tag is not None and node.type in _WORDS)


def _values(root: Node) -> Iterator[ScalarNode]:
    """The scalars below a node that are no keys."""
    for node in walk(root):
        children = (
            [value for _, value in node.pairs]
            if isinstance(node, MappingNode)
            else node.items
            if isinstance(node, SequenceNode)
            else ()
        )
        yield from (child for child in children if isinstance(child, ScalarNode))


def _report(document: Document, node: ScalarNode) -> Report:
    message = f"dpone cannot take the fingerprint of a flow with {_WORDS[node.type]} in it, and crashes"
    if isinstance(node, WholeNode) or node.type != scalars.TIMESTAMP or node.tag is not None:
        return Report(Place(document, node), message)
    fix = lambda: Fix("Quote the date", (replace_node(document, node, f'"{node.text}"'),))  # noqa: E731 - built only when asked for
    return Report(Place(document, node), f"{message}: quote it", fixes=(fix,))
