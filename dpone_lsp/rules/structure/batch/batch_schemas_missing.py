"""A batch manifest lists its tables under `schemas`.

## Why
Every process of a batch comes from an entry of `schemas.<source schema>.tables`; without a non-empty `schemas` mapping dpone
refuses the file.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
#^^^^^^^^^^^^^^^^^^^ a batch manifest needs a non-empty `schemas` mapping: source schema, then its `tables`
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  SCHEMA:
    tables: [TABLE]
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
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import insert_text
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.documents import Document

RULE = Rule(
    name="batch-schemas-missing",
    code="DP121",
    group="structure",
    severity="error",
    summary="A batch manifest lists its tables under `schemas`.",
    scope="document",
    needs=("issue:batch-schemas-missing",),
    forms=("batch",),
    fixable=True,
    owns=(Owned("batch", ("schemas",), VALUE),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    for issue in issues(analysis, "batch-schemas-missing"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda: _skeleton(document),))


def _skeleton(document: Document) -> Fix | None:
    root = document.mapping
    if root is None or "schemas" in root.entries:
        return None
    edit = insert_text(document, root, ("schemas:", "  SCHEMA:", "    tables: [TABLE]"))
    return None if edit is None else Fix("Add `schemas` to fill in", (edit,), "unsafe")
