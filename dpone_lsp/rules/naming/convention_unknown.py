"""A convention is the built-in `landing_raw_v1` or a preset file next to the manifest.

## Why
dpone refuses a batch manifest whose convention it cannot find. A preset is named by its path relative to the manifest; `landing`
and `landing_raw` are other names of the built-in one.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: landing_rwa_v1
#           ^^^^^^^^^^^^^^ `landing_rwa_v1` is neither a built-in convention (landing_raw_v1) nor a preset file next to this manifest: there is no file of that name
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
becomes (unsafe)
```yaml
kind: dpone.batch.v1
convention: landing_raw_v1
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

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.expansion.conventions import BUILTIN_NAMES

RULE = Rule(
    name="convention-unknown",
    code="DP660",
    group="naming",
    severity="error",
    summary="A convention is the built-in `landing_raw_v1` or a preset file next to the manifest.",
    forms=("batch",),
    scope="document",
    needs=("issue:convention-unknown",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "convention-unknown"):
        near = nearest(str(issue.data.get("name", "")), BUILTIN_NAMES)
        node = issue.node
        fixes = ()
        if near is not None and node is not None:
            edit = replace_value(issue.document, node, near)
            fixes = (lambda edit=edit, near=near: Fix(f"Change to `{near}`", (edit,), applicability="unsafe"),)
        yield Report(issue_place(issue), issue.message, fixes=fixes)
