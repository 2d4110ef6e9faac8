"""The text is not well-formed YAML, so dpone cannot read the file at all.

## Why
dpone stops at the first syntax error of a file, and in a folder scan at the first broken file. Here every error is shown at once,
and what can still be understood around it is analysed as usual.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}
#       ^^^^^^ this mapping is not closed: expected `,` or `}`
sink:
  type: clickhouse
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import problem_place, problem_related
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="yaml-syntax-error",
    code="DP001",
    group="syntax",
    severity="error",
    summary="The text is not well-formed YAML, so dpone cannot read the file at all.",
    scope="document",
    needs=("problem",),
)

#: Further problems are syntax errors to a reader too; the ones with a cure of their own have a rule of their own.
_CODES = frozenset(("syntax-error", "undefined-alias", "duplicate-anchor", "unhashable-key", "unreadable-character"))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for problem in analysis.document.tree.problems:
        if problem.code in _CODES:
            yield Report(
                problem_place(analysis.document, problem),
                problem.message,
                related=problem_related(analysis.document, problem),
            )
