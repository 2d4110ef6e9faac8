"""A flow says in `authoring` how it is written and which file it is.

## Why
dpone refuses a flow without `authoring.mode` and `authoring.source`: the file must know its own path from the project root.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
#^^^^^^^^^^^^^^^^^^ a flow needs `authoring: {mode: flow, source: <path of this file from the project root>}`
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
kind: dpone.flow.v1
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
authoring: {mode: flow, source: shop.yaml}
```

## Stays silent
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import insert_key
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.documents import Document

RULE = Rule(
    name="flow-authoring-missing",
    code="DP160",
    group="structure",
    severity="error",
    summary="A flow says in `authoring` how it is written and which file it is.",
    scope="document",
    needs=("issue:flow-authoring-missing",),
    forms=("flow",),
    fixable=True,
    owns=(Owned("flow", ("authoring",), VALUE), Owned("pipeline", ("authoring",), VALUE)),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    for issue in issues(analysis, "flow-authoring-missing"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda: _add(document),))


def _add(document: Document) -> Fix | None:
    root = document.mapping
    if root is None or "authoring" in root.entries:
        return None
    mode = "folder" if "fragments" in root.entries else "flow"
    edit = insert_key(document, root, "authoring", {"mode": mode, "source": document.name})
    return None if edit is None else Fix(f"Add `authoring: {{mode: {mode}, source: {document.name}}}`", (edit,))
