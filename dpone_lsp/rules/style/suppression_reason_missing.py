"""A suppression must say why the finding does not matter here.

## Why
This rule speaks only when the setting `require-reason` is on. Whoever reads the comment in a year cannot ask who wrote it.

## Fires
```yaml
name: shop_orders
qualtiy: {}  # dpone: ignore[unknown-key]
#            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this suppression gives no reason; say after the brackets why the finding does not matter here
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
qualtiy: {}  # dpone: ignore[unknown-key] read by our deploy job
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
    name="suppression-reason-missing",
    code="DP952",
    group="style",
    severity="warning",
    summary="A suppression must say why the finding does not matter here.",
    scope="document",
    needs=("elsewhere",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    # Found while suppressions are applied, after all other rules: see `dpone_lsp.analysis.suppressions`.
    yield from ()
