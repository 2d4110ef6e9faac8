"""Two table entries share a selector, and only the first can be addressed.

## Why
`file.yaml#selector`, `--selector` and `depends_on` find a process by its `id` or by `schema.table`; of two equal ones dpone takes
the first and never says so.

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
      - {table: orders, id: main}
      - {table: items, id: main}
#                          ^^^^ `main` selects two entries of this file; only the first can be addressed
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - {table: orders, id: main}
      - {table: items, id: public.items}
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
      - {table: orders, id: main}
      - {table: items, id: items}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Related, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node

RULE = Rule(
    name="batch-duplicate-selector",
    code="DP129",
    group="structure",
    severity="error",
    summary="Two table entries share a selector, and only the first can be addressed.",
    scope="document",
    forms=("batch", "flow", "pipeline"),
    fixable=True,
    owns=(Owned("table_entry", ("id",), VALUE),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    processes = analysis.expansion.processes
    if len({process.selector for process in processes}) == len(processes):
        return
    first: dict[str, Process] = {}
    for process in processes:
        selector = process.selector
        if selector is None or process.entry is None:
            continue
        other = first.setdefault(selector, process)
        if other is process:
            continue
        entry = process.entry
        identity = entry.get("id") if isinstance(entry, MappingNode) else None
        if identity is None and isinstance(entry, MappingNode):
            identity = entry.get("name") if process.form != "batch" else None
        document = place_document(process)
        yield Report(
            Place(document, identity or entry),
            f"`{selector}` selects two entries of this file; only the first can be addressed",
            related=(Related(Place(place_document(other), other.entry), "the first one"),),
            fixes=() if identity is None else (lambda p=process, node=identity, known=first: _rename(p, node, known),),
        )


def place_document(process: Process) -> Document:
    """The document a process is written in: a fragment in a folder flow."""
    return process.stack[0][0].document if process.form != "batch" and process.stack else process.document


def _rename(process: Process, node: Node, known: dict[str, Process]) -> Fix | None:
    schema = process.data("source.table.schema")
    wanted = f"{schema}.{process.table_name}"
    if process.form != "batch" or not isinstance(schema, str) or wanted in known:
        return None
    return Fix(f"Call it `{wanted}`", (replace_value(process.document, node, wanted),), "unsafe")
