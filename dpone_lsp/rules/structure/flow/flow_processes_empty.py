"""`processes` of a flow is a non-empty list.

## Why
dpone refuses a flow without a single process, or with anything but a list.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
processes: []
#          ^^ `processes` must be a non-empty list of processes
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
from dpone_lsp.model.rule import VALUE, Owned, Rule

RULE = Rule(
    name="flow-processes-empty",
    code="DP164",
    group="structure",
    severity="error",
    summary="`processes` of a flow is a non-empty list.",
    scope="document",
    needs=("issue:flow-processes-empty",),
    forms=("flow", "pipeline", "fragment"),
    owns=(Owned("flow", ("processes",), VALUE), Owned("pipeline", ("processes",), VALUE)),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "flow-processes-empty")
