"""A suppression comment hides nothing, so it is not needed.

## Why
The fault was cured and the comment stayed. It would hide the next one.

## Fires
```yaml with=sink-missing
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
# dpone: ignore[sink-missing] the sink is added by the deploy job
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `sink-missing` hides nothing here: this suppression is not needed
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml with=sink-missing
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
# dpone: ignore-file[sink-missing] the sink is added by the deploy job
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="unused-suppression",
    code="DP951",
    group="style",
    severity="warning",
    summary="A suppression comment hides nothing, so it is not needed.",
    scope="document",
    needs=("elsewhere",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    # Found while suppressions are applied, after all other rules: see `dpone_lsp.analysis.suppressions`.
    yield from ()
