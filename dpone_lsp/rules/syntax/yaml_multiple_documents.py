"""A file holds one YAML document; dpone refuses a second.

## Why
The YAML reader stops at the second document, so nothing of the file is loaded.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
---
#^^ a second YAML document starts here; dpone reads files with exactly one
name: shop_items
```

## Stays silent
```yaml
---
name: shop_orders
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
    name="yaml-multiple-documents",
    code="DP005",
    group="syntax",
    severity="error",
    summary="A file holds one YAML document; dpone refuses a second.",
    scope="document",
    needs=("problem",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for problem in analysis.document.tree.problems:
        if problem.code == "multiple-documents":
            yield Report(
                problem_place(analysis.document, problem),
                problem.message,
                notes=("the cure is one file per manifest, or one batch manifest for all tables",),
            )
