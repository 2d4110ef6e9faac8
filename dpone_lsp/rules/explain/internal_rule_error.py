"""A rule failed on this file: our fault, and the other rules are not affected.

## Why
One broken rule must not take the editor or the pipeline down. The log names the file, the rule and the cause; please report it.

## Fires
```yaml with=yaml-duplicate-key breaks=yaml-duplicate-key
name: shop_orders
#^^^^^^^^^^^^^^^^ the rule `yaml-duplicate-key` failed on this file; the other rules are not affected. The log has the details
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml with=yaml-duplicate-key
name: shop_orders
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
    name="internal-rule-error",
    code="DP960",
    group="explain",
    severity="warning",
    summary="A rule failed on this file: our fault, and the other rules are not affected.",
    scope="document",
    needs=("elsewhere",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    # Reported by the analysis when the check of a rule raises: see `dpone_lsp.analysis.analyze`.
    yield from ()
