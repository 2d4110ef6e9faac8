"""A table entry names its source table under `table`.

## Why
dpone reads `table` and nothing else; an entry without it refuses the whole file. `name` is what a process is called, not a table.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - name: orders
#       ^^^^^^^^^^^^ a table entry needs `table` with the source table's name; `name` is not read here
        id: orders
```
becomes
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        id: orders
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        id: orders
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import rename_key
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.syntax.tree import MappingNode

RULE = Rule(
    name="batch-table-key-missing",
    code="DP122",
    group="structure",
    severity="error",
    summary="A table entry names its source table under `table`.",
    scope="document",
    needs=("issue:batch-table-key-missing",),
    forms=("batch",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "batch-table-key-missing"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda issue=issue: _rename(issue),))


def _rename(issue: Issue) -> Fix | None:
    entry = issue.node
    key = entry.key_node("name") if isinstance(entry, MappingNode) and "table" not in entry.entries else None
    if key is None:
        return None
    return Fix("Rename `name` to `table`", (rename_key(issue.document, key, "table"),))
