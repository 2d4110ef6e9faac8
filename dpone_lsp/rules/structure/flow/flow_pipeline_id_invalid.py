"""A pipeline id has 2 to 128 characters of a-z, 0-9, `_` and `-`.

## Why
The id names folders and tasks; dpone refuses any other.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: Shop Orders}
#              ^^^^^^^^^^^ `metadata.id` must be 2 to 128 characters of a-z, 0-9, `_` and `-`, starting with a letter or digit
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: shop_orders}
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

import re
from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.expansion.flow import PIPELINE_ID
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="flow-pipeline-id-invalid",
    code="DP167",
    group="structure",
    severity="error",
    summary="A pipeline id has 2 to 128 characters of a-z, 0-9, `_` and `-`.",
    scope="document",
    needs=("issue:flow-pipeline-id-invalid",),
    forms=("flow", "pipeline"),
    fixable=True,
    owns=(Owned("metadata", ("id",), VALUE),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "flow-pipeline-id-invalid"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda issue=issue: _write(issue),))


def _write(issue: Issue) -> Fix | None:
    node = issue.node
    if not isinstance(node, ScalarNode):
        return None
    wanted = re.sub(r"[^a-z0-9_-]+", "_", node.text.strip().lower()).strip("_-")[:128]
    if PIPELINE_ID.fullmatch(wanted) is None:
        return None
    return Fix(f"Write `{wanted}`", (replace_value(issue.document, node, wanted),), "unsafe")
