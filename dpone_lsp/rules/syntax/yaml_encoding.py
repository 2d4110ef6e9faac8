"""The file is not UTF-8, so dpone cannot read it at all.

## Why
dpone reads manifests as UTF-8 and ends with a traceback at the first byte that is not. Save the file as UTF-8; what can be read
of it is checked all the same, but no fix is offered.

## Fires
```yaml encoding=latin-1
name: shop_orders
description: loads for the café
#                             ^ byte 48 is not UTF-8; dpone reads manifests as UTF-8 only
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
description: loads for the café
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import problem_place
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="yaml-encoding",
    code="DP016",
    group="syntax",
    severity="error",
    summary="The file is not UTF-8, so dpone cannot read it at all.",
    scope="document",
    needs=("problem",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for problem in analysis.document.tree.problems:
        if problem.code == "encoding":
            yield Report(problem_place(analysis.document, problem), problem.message)
