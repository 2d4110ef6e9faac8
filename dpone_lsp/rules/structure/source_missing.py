"""A single manifest without a `source` block is taken for a postgres source with an empty table.

## Why
dpone does not refuse it: it assumes a type, leaves the table empty and fails when connections are opened, or does the wrong
thing.

## Fires
```yaml
name: shop_orders
#^^^^^^^^^^^^^^^^ there is no `source` block; dpone assumes a postgres source with an empty table
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
source:
  type: postgres
  connection_type: airflow
  connection_id: CONNECTION
  table: {schema: SCHEMA, name: TABLE}
```

@txt An empty block says nothing either:
```yaml
name: shop_orders
source: {}
#^^^^^ there is nothing in the `source` block; dpone assumes a postgres source with an empty table
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
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
    name="source-missing",
    code="DP102",
    group="structure",
    severity="error",
    summary="A single manifest without a `source` block is taken for a postgres source with an empty table.",
    scope="document",
    forms=("single",),
    fixable=True,
)

_LINES = (
    "source:",
    "  type: postgres",
    "  connection_type: airflow",
    "  connection_id: CONNECTION",
    "  table: {schema: SCHEMA, name: TABLE}",
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.mapping
    if root is None or walk_form(document) != documents.SINGLE or document.recognition.unknown_kind is not None:
        return
    value = root.get("source")
    empty = isinstance(value, MappingNode) and not value.entries
    if value is None or empty or (isinstance(value, ScalarNode) and value.value is None):
        place = Place(document, root.key_node("source"))
        fixes = (lambda: _skeleton(document, root),) if value is None else ()
        yield Report(
            place,
            f"there is {'nothing in the' if empty else 'no'} `source` block; dpone assumes a postgres source with an empty table",
            fixes=fixes,
        )


def _skeleton(document: Document, root: MappingNode) -> Fix | None:
    edit = insert_text(document, root, _LINES)
    return None if edit is None else Fix("Add a `source` block to fill in", (edit,), "unsafe")
