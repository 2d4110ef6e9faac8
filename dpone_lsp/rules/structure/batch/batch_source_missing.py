"""Every process of a batch needs a `source` block from `defaults`, its schema or its entry.

## Why
dpone merges the three for each table and refuses the file when none of them brings a `source`. It looks into the block before it renders
templates, so a template cannot stand for it.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
#^^^^^^^ no layer gives this process a `source` block, and dpone refuses the file
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```

```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {shop: {type: postgres, connection_type: airflow, connection_id: shop}}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: "{{ shop }}"
#         ^^^^^^^^^^^^ `source` must be a mapping already before templates are rendered, and dpone refuses the file
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        overrides:
          source: {type: postgres, connection_type: airflow, connection_id: shop}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.template_uses import no_blocks
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode

RULE = Rule(
    name="batch-source-missing",
    code="DP124",
    group="structure",
    severity="error",
    summary="Every process of a batch needs a `source` block from `defaults`, its schema or its entry.",
    forms=("batch",),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    for place, message in no_blocks(process, "source", "source.table"):
        yield Report(place, message)
    value = process.at("source")
    if value is not None and not value.is_null:
        return
    entry = process.entry
    root = process.document.mapping
    if root is None or "source" in root.entries or (isinstance(entry, MappingNode) and "source" in entry.entries):
        # The block is there, in a place where dpone drops it: another rule says so, and moves it.
        return
    place = Place(value.layer.document, value.key) if value is not None else _nearest(process.document, root)
    yield Report(place, "no layer gives this process a `source` block, and dpone refuses the file")


def _nearest(document: Document, root: MappingNode) -> Place:
    return Place(document, root.key_node("defaults") or root.key_node("schemas"))
