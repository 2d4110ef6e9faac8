"""A single manifest without a `sink` block is taken for a bigquery sink with no table.

## Why
dpone does not refuse it: it assumes a type, leaves the table empty and fails when connections are opened, or does the wrong
thing.

## Fires
```yaml
name: shop_orders
#^^^^^^^^^^^^^^^^ there is no `sink` block; dpone assumes a bigquery sink with no table
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: CONNECTION
  table: {schema: SCHEMA, name: TABLE}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.schema_check import walk_form
from dpone_lsp.fixes.edits import insert_text
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode

RULE = Rule(
    name="sink-missing",
    code="DP103",
    group="structure",
    severity="error",
    summary="A single manifest without a `sink` block is taken for a bigquery sink with no table.",
    scope="document",
    forms=("single",),
    fixable=True,
)

_LINES = (
    "sink:",
    "  type: clickhouse",
    "  connection_type: airflow",
    "  connection_id: CONNECTION",
    "  table: {schema: SCHEMA, name: TABLE}",
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.mapping
    if root is None or walk_form(document) != documents.SINGLE or document.recognition.unknown_kind is not None:
        return
    value = root.get("sink")
    empty = isinstance(value, MappingNode) and not value.entries
    if value is None or empty or (isinstance(value, ScalarNode) and value.value is None):
        place = Place(document, root.key_node("sink"))
        fixes = (lambda: _skeleton(document, root),) if value is None else ()
        yield Report(
            place,
            f"there is {'nothing in the' if empty else 'no'} `sink` block; dpone assumes a bigquery sink with no table",
            fixes=fixes,
        )


def _skeleton(document: Document, root: MappingNode) -> Fix | None:
    edit = insert_text(document, root, _LINES)
    return None if edit is None else Fix("Add a `sink` block to fill in", (edit,), "unsafe")
