"""A schema of a batch manifest lists its tables under `tables`.

## Why
dpone compiles one process per entry of `schemas.<schema>.tables`. A missing, empty or misshapen list refuses the whole file; text
instead of a list is read letter by letter, one table per character.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: []
#           ^^ `schemas.public.tables` must be a non-empty list of tables
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.subject import Analysis, Context
from dpone_lsp.findings import Report
from dpone_lsp.problems import issue_reports
from dpone_lsp.rules.model import Rule

RULE = Rule(
    name="batch-tables-not-list",
    code="DP120",
    group="structure",
    severity="error",
    summary="A schema of a batch manifest lists its tables under `tables`.",
    scope="document",
    forms=("batch",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, RULE.name)
