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
Tables written as keys become entries:
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      orders:
#     ^^^^^^^ `schemas.public.tables` must be a non-empty list of tables
      items:
        id: order_items
```
becomes
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
      - table: items
        id: order_items
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

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import column, flow_text, newline, pair_lines, replace_node, scalar_text
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode

RULE = Rule(
    name="batch-tables-not-list",
    code="DP120",
    group="structure",
    severity="error",
    summary="A schema of a batch manifest lists its tables under `tables`.",
    scope="document",
    needs=("issue:batch-tables-not-list",),
    forms=("batch",),
    fixable=True,
    owns=(Owned("schema_entry", ("tables",), (*VALUE, "boolean")),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "batch-tables-not-list"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda issue=issue: _as_list(issue),))


def _as_list(issue: Issue) -> Fix | None:
    node = issue.node
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value.strip():
        names = [name.strip() for name in node.value.split(",") if name.strip()]
        return Fix("Write a list", (replace_node(issue.document, node, flow_text(names)),))
    if not isinstance(node, MappingNode) or node.flow or not node.pairs:
        return None
    lines = _entries(issue.document, node)
    if lines is None:
        return None
    margin = newline(issue.document) + " " * column(issue.document, node.start)
    return Fix("Turn the keys into list entries", (replace_node(issue.document, node, margin.join(lines)),))


def _entries(document: Document, tables: MappingNode) -> list[str] | None:
    """Every key as `- table: key`, with the pairs of its block below it."""
    lines: list[str] = []
    for key, value in tables.pairs:
        if not isinstance(key, ScalarNode) or not isinstance(key.value, str):
            return None
        lines.append(f"- table: {scalar_text(key.value)}")
        block = value.target
        if isinstance(block, MappingNode) and not block.flow and block is value and "table" not in block.entries:
            lines.extend(f"  {line}" if line else "" for pair in block.pairs for line in pair_lines(document, *pair))
        elif not (isinstance(block, ScalarNode) and block.value is None):
            return None
    return lines
