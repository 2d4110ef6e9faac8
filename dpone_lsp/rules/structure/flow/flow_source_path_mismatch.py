"""`authoring.source` is the path of the very file it stands in.

## Why
dpone compares it with the end of the real path and refuses the file when they differ, when it is absolute, or when it climbs with
`..`.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: pipelines/other.yaml}
#                               ^^^^^^^^^^^^^^^^^^^^ `authoring.source` says `pipelines/other.yaml`, which is not the end of this file's path; dpone refuses the file
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
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="flow-source-path-mismatch",
    code="DP163",
    group="structure",
    severity="error",
    summary="`authoring.source` is the path of the very file it stands in.",
    scope="document",
    needs=("issue:flow-source-path-mismatch",),
    forms=("flow", "pipeline"),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "flow-source-path-mismatch"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda issue=issue: _write(issue),))


def _write(issue: Issue) -> Fix | None:
    """As much of the real path as the authored one had folders in common with it, at least the file's name."""
    node = issue.node
    if not isinstance(node, ScalarNode):
        return None
    real = issue.document.path.split("/")
    authored = [part for part in node.text.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    keep = 1
    for length in range(min(len(authored), len(real) - 1), 1, -1):
        if real[-length:-1] == authored[-length:-1] or (real[-length] == authored[0] and length > 1):
            keep = length
            break
    path = "/".join(real[-keep:])
    return Fix(f"Write `{path}`", (replace_value(issue.document, node, path),))
