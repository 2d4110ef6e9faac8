"""A folder flow lists its fragments by relative path, and each follows the strict reader's rules.

## Why
dpone refuses a fragment that is missing, listed twice, no `.yaml` or `.yml` file, or reached by an absolute path or `..`.
Fragments are read strictly: no anchors or aliases, no duplicate keys, at most 32 levels.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: folder, source: shop.yaml}
fragments: [parts/orders.yaml]
#           ^^^^^^^^^^^^^^^^^ fragment `parts/orders.yaml` cannot be used: there is no such file
```
```yaml file=parts/orders.yaml
kind: dpone.flow-fragment.v1
processes:
  - &base
#   ^^^^^ an anchor is refused in a fragment: dpone reads it with its strict reader
    name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml also=parts/orders.yaml
kind: dpone.flow-fragment.v1
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: folder, source: shop.yaml}
fragments: [parts/orders.yaml]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_place, issues, link_places
from dpone_lsp.checks.manifest_misfits import parts
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.expansion.loading import LoadFailure
from dpone_si.manifest.expansion.strict_reader import beyond_limits, repeated_keys
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode, is_merge, walk

RULE = Rule(
    name="folder-fragment-yaml",
    code="DP169",
    group="structure",
    severity="error",
    summary="A folder flow lists its fragments by relative path, and each follows the strict reader's rules.",
    scope="document",
    forms=("flow", "pipeline", "fragment"),
    owns=(Owned("flow", ("fragments",), VALUE), Owned("pipeline", ("fragments",), VALUE)),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    if document.form != documents.FRAGMENT:
        for issue in issues(analysis, "folder-fragment-yaml"):
            message = (
                f"fragment `{_name(issue)}` cannot be used: there is no such file"
                if _is_missing(analysis, issue)
                else issue.message
            )
            yield Report(issue_place(issue), message)
        for fragment in parts(analysis):
            if fragment.form == documents.FRAGMENT:
                yield from _strict(fragment)
        return
    yield from _strict(document)


def _strict(document: Document) -> Iterator[Report]:
    """What the strict reader refuses in one fragment."""
    if document.root is None:
        return
    for place, what in link_places(document):
        yield Report(place, f"{what} is refused in a fragment: dpone reads it with its strict reader")
    if "<<" in document.source.text:
        merged = (
            node
            for node in walk(document.root)
            if isinstance(node, MappingNode) and any(is_merge(key) for key, _ in node.pairs)
        )
        for key in (key for node in merged for key in repeated_keys(node)):
            yield Report(
                Place(document, key),
                "the key stands in this mapping and in one merged into it, and dpone refuses the fragment",
            )
    limit = beyond_limits(document)
    if limit is not None:
        yield Report(Place(document, None), f"the fragment cannot be used: {limit}")


def _is_missing(analysis: Analysis, issue: Issue) -> bool:
    path = issue.data.get("path")
    if not isinstance(path, str) or path not in analysis.expansion.missing:
        return False
    failure = analysis.workspace.load(path, documents.FRAGMENT)
    return isinstance(failure, LoadFailure) and failure.code == "missing"


def _name(issue: Issue) -> str:
    return issue.node.text if isinstance(issue.node, ScalarNode) else ""
