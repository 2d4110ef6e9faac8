"""Variables refer to each other without end.

## Why
dpone renders `vars` at most five times over; when they have not settled by then, it refuses the file.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {a: "x{{ b }}", b: "y{{ a }}"}
#         ^^^^^^^^^^ variables refer to each other without end: `a`, `b`
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {a: "x{{ b }}", b: y}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
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

from dpone_lsp.checks.from_parser import issue_reports
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="batch-vars-cycle",
    code="DP131",
    group="structure",
    severity="error",
    summary="Variables refer to each other without end.",
    scope="document",
    needs=("issue:batch-vars-cycle",),
    forms=("batch",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "batch-vars-cycle")
