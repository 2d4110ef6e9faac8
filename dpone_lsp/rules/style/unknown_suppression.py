"""A suppression comment names a rule that does not exist, so it hides nothing.

## Why
A misspelt name, or a rule that has gone, leaves the finding visible and the comment a riddle.

## Fires
```yaml
name: shop_orders
qualtiy: {}  # dpone: ignore[unknown-keys] house key
#                            ^^^^^^^^^^^^ there is no rule `unknown-keys`: did you mean `unknown-key`?
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
qualtiy: {}  # dpone: ignore[unknown-key] house key
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
description: "see # dpone: ignore[nothing]"  # dpone reads this text
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="unknown-suppression",
    code="DP950",
    group="style",
    severity="warning",
    summary="A suppression comment names a rule that does not exist, so it hides nothing.",
    scope="document",
    needs=("elsewhere",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    # Found while suppressions are applied, after all other rules: see `dpone_lsp.analysis.suppressions`.
    yield from ()
