"""Every process of a batch needs a `sink` block from `defaults`, its schema or its entry.

## Why
dpone merges the three for each table and refuses the file when none of them brings a `sink`. It looks into the block before it renders
templates, so a template cannot stand for it.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
#^^^^^^^ no layer gives this process a `sink` block, and dpone refuses the file
  source: {type: postgres, connection_type: airflow, connection_id: shop}
schemas:
  public:
    tables: [orders]
```

```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {shop: {type: clickhouse, connection_type: airflow, connection_id: shop}}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: "{{ shop }}"
#       ^^^^^^^^^^^^ `sink` must be a mapping already before templates are rendered, and dpone refuses the file
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
schemas:
  public:
    tables:
      - table: orders
        overrides:
          sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.template_uses import no_blocks
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.places import process_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode

RULE = Rule(
    name="batch-sink-missing",
    code="DP125",
    group="structure",
    severity="error",
    summary="Every process of a batch needs a `sink` block from `defaults`, its schema or its entry.",
    forms=("batch", "flow"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    for place, message in no_blocks(process, "sink", "sink.table", *_named_into(process)):
        yield Report(place, message)
    value = process.at("sink")
    if value is not None and not value.is_null:
        return
    entry = process.entry
    if process.form == "flow":
        yield Report(process_place(facts), "the process has no `sink` block, and dpone refuses the file")
        return
    root = process.document.mapping
    if root is None or "sink" in root.entries or (isinstance(entry, MappingNode) and "sink" in entry.entries):
        # The block is there, in a place where dpone drops it: another rule says so, and moves it.
        return
    place = Place(value.layer.document, value.key) if value is not None else _nearest(process.document, root)
    yield Report(place, "no layer gives this process a `sink` block, and dpone refuses the file")


def _named_into(process: Process) -> Iterator[str]:
    """`sink.options`, when naming puts the table's description or labels into it."""
    if any(path.startswith("sink.options.") for path in process.own_derivations):
        yield "sink.options"


def _nearest(document: Document, root: MappingNode) -> Place:
    return Place(document, root.key_node("defaults") or root.key_node("schemas"))
