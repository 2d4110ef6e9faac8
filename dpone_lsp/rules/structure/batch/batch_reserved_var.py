"""`vars` must not set a variable that dpone sets itself.

## Why
`env_code`, `manifest_path`, `manifest_dir`, `manifest_name`, `manifest_stem`, `src_schema` and `src_table` are reserved: dpone
refuses the file.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {src_schema: public, team: shop}
#      ^^^^^^^^^^ variable `src_schema` is set by dpone itself and must not be defined; dpone refuses the file
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
becomes
```yaml
kind: dpone.batch.v1
vars: {team: shop}
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
vars: {source_schema: public}
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

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import delete_pair
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.syntax.tree import MappingNode, walk

RULE = Rule(
    name="batch-reserved-var",
    code="DP130",
    group="structure",
    severity="error",
    summary="`vars` must not set a variable that dpone sets itself.",
    scope="document",
    needs=("issue:batch-reserved-var",),
    forms=("batch",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "batch-reserved-var"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda issue=issue: _remove(issue),))


def _remove(issue: Issue) -> Fix | None:
    key, root = issue.node, issue.document.root
    if key is None or root is None:
        return None
    owner = next(
        (node for node in walk(root) if isinstance(node, MappingNode) and any(pair[0] is key for pair in node.pairs)),
        None,
    )
    edit = None if owner is None else delete_pair(issue.document, owner, key)
    return None if edit is None else Fix("Remove the variable: dpone sets it", (edit,))
