"""The dependencies of the processes must make a graph without a cycle, and each must be found.

## Why
Airflow cannot run tasks that wait for each other. A group without members or a selector that fits two processes leaves edges out
or draws too many; `dpone dag report` tells it late.

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
      - {table: orders, depends_on: ["#public.items"]}
#                                    ^^^^^^^^^^^^^^^ public.orders and public.items wait for each other: public.orders -> public.items -> public.orders
      - {table: items, depends_on: ["#public.orders"]}
```

@txt In the whole workspace:
```yaml also=items.yaml
name: shop_items
task_group: nightly
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: items}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: items}}
```
```yaml file=orders.yaml
name: shop_orders
depends_on: [{group: nightyl}]
#                    ^^^^^^^ no process of this workspace belongs to the group `nightyl`, so this dependency is left out silently
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
depends_on: [{group: nightly}]
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
    tables:
      - {table: orders, depends_on: ["#public.items"]}
      - {table: items, depends_on: []}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.dependencies import Entry, Graph, depending, entries
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.workspace_view import WorkspaceView, is_whole, view
from dpone_lsp.support.spelling import nearest

RULE = Rule(
    name="dag-anomalies",
    code="DP146",
    group="structure",
    severity="error",
    summary="The dependencies of the processes must make a graph without a cycle, and each must be found.",
    scope="workspace",
    needs=("text:depends_on",),
    forms=("single", "batch", "flow", "pipeline"),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    if not depending(analysis):
        return
    graph = Graph(analysis, view(context))
    yield from _cycles(graph)
    if graph.workspace is not None and is_whole(graph.workspace):
        yield from _groups(analysis, graph.workspace)


def _cycles(graph: Graph) -> Iterator[Report]:
    told: set[frozenset[str]] = set()
    for node in graph.own:
        cycle = graph.cycle_through(node)
        if cycle is None or frozenset(cycle) in told:
            continue
        told.add(frozenset(cycle))
        entry = graph.edge(cycle[0], cycle[1 % len(cycle)])
        if entry is None:
            continue
        names = [graph.title(step) for step in cycle]
        yield Report(
            Place(entry.document, entry.text_node),
            f"{' and '.join(sorted(set(names), key=names.index))} wait for each other: {' -> '.join([*names, names[0]])}",
            notes=("Airflow refuses a DAG with a cycle",),
        )


def _groups(analysis: Analysis, workspace: WorkspaceView) -> Iterator[Report]:
    wanted = [entry for process in depending(analysis) for entry in entries(process) if entry.group and not entry.fault]
    if not wanted:
        # Nobody asks for a group: reading the whole workspace would be for nothing.
        return
    known = {process.text("task_group") for process in analysis.expansion.processes}
    known |= {group for path in workspace.manifests() for _, _, group in workspace.processes(path) if group}
    for entry in wanted:
        if entry.group not in known:
            message = f"no process of this workspace belongs to the group `{entry.group}`, so this dependency is left out silently"
            near = nearest(entry.group or "", sorted(group for group in known if group))
            yield Report(
                Place(entry.document, entry.text_node),
                message,
                severity="warning",
                label="" if near is None else f"did you mean `{near}`?",
                fixes=() if near is None else (lambda entry=entry, near=near: _named(entry, near),),
            )


def _named(entry: Entry, group: str) -> Fix:
    return Fix(f"Write `{group}`", (replace_value(entry.document, entry.text_node, group),), "unsafe")
