"""`authoring.mode` and `kind` must agree.

## Why
`classic` is for `dpone.batch.v1`, `flow` and `folder` are for `dpone.flow.v1`; dpone refuses any other pair.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: classic, source: shop.yaml}
#                 ^^^^^^^ `authoring.mode: classic` needs `kind: dpone.batch.v1`
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
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
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.issues import Issue

RULE = Rule(
    name="flow-mode-kind-mismatch",
    code="DP161",
    group="structure",
    severity="error",
    summary="`authoring.mode` and `kind` must agree.",
    scope="document",
    needs=("issue:flow-mode-kind-mismatch",),
    forms=("flow", "pipeline"),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "flow-mode-kind-mismatch"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda issue=issue: _set_mode(issue),))


def _set_mode(issue: Issue) -> Fix | None:
    root = issue.document.mapping
    if root is None or issue.node is None:
        return None
    flow = "folder" if "fragments" in root.entries else "flow"
    mode = {"dpone.batch.v1": "classic", "dpone.flow.v1": flow}.get(str(issue.data.get("kind")))
    return None if mode is None else Fix(f"Write `mode: {mode}`", (replace_value(issue.document, issue.node, mode),))
