"""Every process of a batch needs a name, usually from `naming.process_name`.

## Why
dpone fills `name` from the `process_name` template when no layer sets it, and refuses the file when the result is empty or no
text.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {sink_dataset: raw, sink_table: "{{ src_table }}"}
#^^^^^ no layer gives this process a name, and dpone refuses the file
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
naming: {sink_dataset: raw, sink_table: "{{ src_table }}", process_name: "{{ src_schema }}_{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: 5, sink_dataset: raw, sink_table: "{{ src_table }}"}
#                      ^ the process name must be non-empty text, and dpone refuses the file
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
naming: {sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        overrides: {name: orders_load}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import insert_key
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.tree import MappingNode

RULE = Rule(
    name="batch-process-name-missing",
    code="DP127",
    group="structure",
    severity="error",
    summary="Every process of a batch needs a name, usually from `naming.process_name`.",
    forms=("batch",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    value = process.at("name")
    if value is None:
        document = process.document
        root = document.mapping
        naming = root.key_node("naming") if root is not None else None
        place = Place(document, naming or (root.key_node("defaults") if root is not None else None))
        fixes = () if root is None else (lambda: _add(document, root),)
        yield Report(place, "no layer gives this process a name, and dpone refuses the file", fixes=fixes)
        return
    name = process.plain(value)
    if name is UNKNOWN or (isinstance(name, str) and name.strip()):
        return
    yield Report(value_place(facts, "name"), "the process name must be non-empty text, and dpone refuses the file")


def _add(document: Document, root: MappingNode) -> Fix | None:
    naming = root.get("naming")
    template = "{{ src_schema }}_{{ src_table }}"
    if naming is None:
        edit = insert_key(document, root, "naming", {"process_name": template})
    else:
        edit = insert_key(document, naming, "process_name", template) if isinstance(naming, MappingNode) else None
    return None if edit is None else Fix(f"Add `process_name: {template}`", (edit,), "unsafe")
