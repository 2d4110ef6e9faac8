"""A manifest lists `processes` or `schemas`, not both.

## Why
dpone cannot tell whether the file is a flow or a batch and refuses it.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
schemas:
#^^^^^^ a flow has either `processes` or `schemas`, not both
  public: {tables: [orders]}
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
from dpone_lsp.model.rule import Owned, Rule

RULE = Rule(
    name="flow-processes-and-schemas",
    code="DP166",
    group="structure",
    severity="error",
    summary="A manifest lists `processes` or `schemas`, not both.",
    scope="document",
    needs=("issue:flow-processes-and-schemas",),
    forms=("flow", "pipeline"),
    owns=(
        Owned("batch", ("processes",), ("deprecated",)),
        Owned("flow", ("schemas",), ("misplaced",)),
        Owned("pipeline", ("schemas",), ("misplaced",)),
    ),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "flow-processes-and-schemas")
