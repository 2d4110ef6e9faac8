"""A process of a flow has a `name` and a source table with schema and name, whatever its source.

## Why
dpone turns the flow into a batch by these three, also for api and kafka sources, and refuses the file when one is missing.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop}
#   ^^^^^^ a process of a flow needs `source.table.schema`, `source.table.name` as text, whatever its source type
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

from dpone_lsp.checks.from_parser import issue_reports
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="flow-process-table-missing",
    code="DP165",
    group="structure",
    severity="error",
    summary="A process of a flow has a `name` and a source table with schema and name, whatever its source.",
    scope="document",
    needs=("issue:flow-process-table-missing",),
    forms=("flow", "pipeline", "fragment"),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "flow-process-table-missing")
