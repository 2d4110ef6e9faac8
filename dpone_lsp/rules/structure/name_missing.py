"""A manifest for one process needs a `name`.

## Why
dpone calls the process, its task and its state by this name and refuses a manifest without it. A file that is empty, or whose
`kind` dpone does not know, is read as a single manifest and ends with the same message.

## Fires
```yaml file=shop_orders.yaml
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this manifest has no `name`, and dpone refuses it
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

```yaml
name: ""
#^^^ `name` is empty, so the process has no name
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
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

from dpone_lsp.checks.schema_check import walk_form
from dpone_lsp.fixes.edits import insert_key
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode
from dpone_si.manifest.templates.filters import identifier

RULE = Rule(
    name="name-missing",
    code="DP100",
    group="structure",
    severity="error",
    summary="A manifest for one process needs a `name`.",
    scope="document",
    forms=("single",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.mapping
    if document.root is None:
        if not document.tree.problems:
            yield Report(Place(document, None), "this manifest is empty, so it has no `name`, and dpone refuses it")
        return
    if root is None or walk_form(document) != documents.SINGLE or document.recognition.unknown_kind is not None:
        return
    value = root.get("name")
    if value is None:
        message = "this manifest has no `name`, and dpone refuses it"
        yield Report(Place(document, None), message, fixes=(lambda: _add_name(document, root),))
    elif isinstance(value, ScalarNode) and (value.value is None or not str(value.value).strip()):
        called = "is called `None`" if value.value is None else "has no name"
        yield Report(
            Place(document, root.key_node("name")), f"`name` is empty, so the process {called}", severity="warning"
        )


def _add_name(document: Document, root: MappingNode) -> Fix | None:
    name = identifier(document.name.split(".")[0]) or "process_name"
    edit = insert_key(document, root, "name", name, first=True)
    return None if edit is None else Fix(f"Add `name: {name}`", (edit,))
