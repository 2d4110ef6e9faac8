"""A flow has `processes`, `fragments` or a `recipe`.

## Why
dpone refuses a flow that brings none of them.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
#^^^^^^^^^^^^^^^^^^ a flow needs `processes` (a list), `fragments` or `recipe`
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

from dpone_lsp.checks.from_parser import issue_reports
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="flow-processes-missing",
    code="DP168",
    group="structure",
    severity="error",
    summary="A flow has `processes`, `fragments` or a `recipe`.",
    scope="document",
    needs=("issue:flow-processes-missing",),
    forms=("flow", "pipeline"),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "flow-processes-missing")
