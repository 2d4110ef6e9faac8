"""A preset or registry that lies outside the workspace, or is too long, is not read here, and what it sets cannot be told.

## Why
A manifest names its presets and registries by path. Only files of the workspace are read on a manifest's word, so that no manifest can
show what else is on the machine. dpone reads the file wherever it lies, so this is no fault of the load; but what the file sets is not
checked, and rules that depend on it keep quiet. Open the folder that holds both files as the workspace, or move the file into it.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: ../../../../elsewhere/team.yaml
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ preset `../../../../elsewhere/team.yaml` lies outside the workspace and is not read: what it sets cannot be told
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
```yaml also=presets/team.yaml
defaults: {sink: {options: {log_sample_rows: 3}}}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: presets/team.yaml
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
    name="reference-not-read",
    code="DP662",
    group="naming",
    severity="information",
    summary="A preset or registry that lies outside the workspace, or is too long, is not read here, and what it sets cannot be told.",
    scope="document",
    needs=("issue:reference-not-read",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "reference-not-read")
