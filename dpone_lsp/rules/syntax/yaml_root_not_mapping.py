"""The top level of a manifest is a mapping; dpone crashes on a list or a single value.

## Why
dpone asks the top level for its keys and ends with a traceback. A list of loads is a flow manifest (`processes:`) or a batch.

## Fires
```yaml
- name: shop_orders
#^^^^^^^^^^^^^^^^^^ the top level of a manifest must be a mapping; dpone fails on anything else
  source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
# A list that is no list of loads is not a manifest.
- host: a
- host: b
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_reports
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="yaml-root-not-mapping",
    code="DP006",
    group="syntax",
    severity="error",
    summary="The top level of a manifest is a mapping; dpone crashes on a list or a single value.",
    scope="document",
    needs=("issue:yaml-root-not-mapping",),
    forms=("single",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "yaml-root-not-mapping")
