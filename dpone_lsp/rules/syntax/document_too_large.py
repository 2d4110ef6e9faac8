"""The document is larger or deeper than is analysed, so the rest of it is not checked.

## Why
Nobody nests two hundred levels on purpose, and dpone's own reader gives up at about a thousand. Instead of stopping the editor,
the analysis stops at this place and says so.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
options:
  a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
#                                                                                                                                                                                                          ^ more than 200 levels of nesting are not analysed
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
options:
  a: [[[[[[[[[[]]]]]]]]]]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import problem_place
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="document-too-large",
    code="DP014",
    group="syntax",
    severity="warning",
    summary="The document is larger or deeper than is analysed, so the rest of it is not checked.",
    scope="document",
    needs=("problem",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for problem in analysis.document.tree.problems:
        if problem.code in ("too-large", "too-deep"):
            yield Report(problem_place(analysis.document, problem), problem.message)
