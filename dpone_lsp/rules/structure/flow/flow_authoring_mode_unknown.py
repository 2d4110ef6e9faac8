"""`authoring` needs one of the modes classic, flow and folder, and a `source`.

## Why
dpone refuses a flow whose `authoring.mode` it does not know, or whose `authoring.source` is empty.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flwo, source: shop.yaml}
#                 ^^^^ `authoring.mode` must be classic, flow or folder
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
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.expansion.flow import MODES
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="flow-authoring-mode-unknown",
    code="DP162",
    group="structure",
    severity="error",
    summary="`authoring` needs one of the modes classic, flow and folder, and a `source`.",
    scope="document",
    needs=("issue:flow-authoring-mode-unknown",),
    forms=("flow", "pipeline"),
    fixable=True,
    owns=(Owned("flow_authoring", kinds=VALUE), Owned("batch_authoring", kinds=VALUE)),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "flow-authoring-mode-unknown"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda issue=issue: _write(issue),))


def _write(issue: Issue) -> Fix | None:
    node = issue.node
    near = nearest(node.text, MODES) if isinstance(node, ScalarNode) and "mode" in issue.data else None
    return (
        None if near is None or node is None else Fix(f"Write `{near}`", (replace_value(issue.document, node, near),))
    )
