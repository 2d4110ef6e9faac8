"""A table entry is text or a mapping.

## Why
A bare number, date or boolean is no name to dpone: it refuses the whole file.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders, 2024]
#                    ^^^^ a table entry is text or a mapping; dpone refuses `2024`. Quote it if it is a name
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
    tables: [orders, "2024"]
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
    tables: [orders, "2024", {table: items}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="batch-table-spec-type",
    code="DP123",
    group="structure",
    severity="error",
    summary="A table entry is text or a mapping.",
    scope="document",
    needs=("issue:batch-table-spec-type",),
    forms=("batch",),
    fixable=True,
    owns=(Owned("table_entry", ("table",), VALUE),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "batch-table-spec-type"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda issue=issue: _quote(issue),))


def _quote(issue: Issue) -> Fix | None:
    node = issue.node
    if not isinstance(node, ScalarNode) or node.value is None or not node.text:
        return None
    return Fix(f"Quote `{node.text}`", (replace_node(issue.document, node, f'"{node.text}"'),))
