"""Two processes of one file cannot share a name.

## Why
Task and state are kept under the process name; dpone refuses the file and names both tables.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: nightly_load, sink_dataset: raw, sink_table: "{{ src_table }}"}
#                      ^^^^^^^^^^^^ public.orders and public.items are both called `nightly_load`, and dpone refuses the file
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders, items]
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
naming: {process_name: "nightly_load_{{ src_schema }}_{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders, items]
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "nightly_{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders, items]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Related, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="batch-duplicate-process-name",
    code="DP128",
    group="structure",
    severity="error",
    summary="Two processes of one file cannot share a name.",
    scope="document",
    forms=("batch", "flow", "pipeline"),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    processes = analysis.expansion.processes
    names = [process.name() for process in processes]
    if len(set(names)) == len(names):
        return
    first: dict[str, Process] = {}
    for process, name in zip(processes, names, strict=True):
        if name is None:
            continue
        other = first.setdefault(name, process)
        if other is process or (other.selector == process.selector and process.entry is other.entry):
            continue
        value = process.at("name")
        if value is None or other.selector == process.selector:
            # The same table twice is told by `batch-duplicate-selector`.
            continue
        place = Place(value.layer.document, value.node)
        yield Report(
            place,
            f"{other.selector} and {process.selector} are both called `{name}`, and dpone refuses the file",
            related=(
                Related(Place(other.document, other.entry), "the first process of this name"),
                Related(Place(process.document, process.entry), "the second one"),
            ),
            fixes=(lambda place=place: _tell_apart(place),),
        )


def _tell_apart(place: Place) -> Fix | None:
    node = place.node
    if not isinstance(node, ScalarNode) or node.style in ("|", ">") or "src_table" in node.text:
        return None
    edit = replace_value(place.document, node, node.text + "_{{ src_schema }}_{{ src_table }}")
    return Fix("Add the source schema and table to the name", (edit,), "unsafe")
