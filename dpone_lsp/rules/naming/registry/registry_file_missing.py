"""A source registry is a file next to the manifest, in one of three shapes.

## Why
`registry` and `registries` name files relative to the manifest. dpone refuses the batch when one does not exist or is neither a
list nor a mapping with `entries` or `sources`.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
registry: sources/registry.yaml
#         ^^^^^^^^^^^^^^^^^^^^^ registry `sources/registry.yaml` does not exist next to this manifest
vars: {src_system: shop, src_database: main}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml also=registry.yaml
entries:
  - {src_system: shop, src_database: main, host: db01}
  - {src_system: crm, src_database: main, host: db02}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
registry: registry.yaml
vars: {src_system: shop, src_database: main}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
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
    name="registry-file-missing",
    code="DP680",
    group="naming",
    severity="error",
    summary="A source registry is a file next to the manifest, in one of three shapes.",
    scope="document",
    needs=("issue:registry-file-missing",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "registry-file-missing")
