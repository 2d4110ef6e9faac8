"""A dependency names a process that its file does not have.

## Why
dpone looks for the process only when it draws the graph, finds none and leaves the edge out: the loads run in any order.

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
      - table: orders
        depends_on: ["#public.itms"]
#                     ^^^^^^^^^^^^ there is no process `public.itms` in this file, so this dependency is left out silently
      - table: items
```
becomes
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        depends_on: ["#public.items"]
      - table: items
```
```yaml also=stage.yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
```yaml also=stage.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
```yaml
name: shop_orders
depends_on: ["stage.batch.yaml#public.ordrs"]
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there is no process `public.ordrs` in stage.batch.yaml, so this dependency is left out silently
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
      - table: orders
        depends_on: ["#public.items"]
      - table: items
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.dependencies import Entry, depending, entries, is_manifest_path
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Edit, Fix, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.workspace_view import view
from dpone_lsp.support.spelling import nearest

RULE = Rule(
    name="depends-on-unknown-selector",
    code="DP143",
    group="structure",
    severity="error",
    summary="A dependency names a process that its file does not have.",
    scope="workspace",
    needs=("text:depends_on",),
    forms=("single", "batch", "flow", "pipeline"),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    workspace = view(context)
    waiting = depending(analysis)
    if not waiting:
        return
    own = {name for process in analysis.expansion.processes for name in (process.selector, process.name()) if name}
    for process in waiting:
        for entry in entries(process):
            if entry.fault or not entry.selector:
                continue
            if entry.is_local:
                if process.selector is not None and entry.selector not in own:
                    yield _report(entry, own, "this file")
            elif workspace is not None and is_manifest_path(entry.path) and workspace.exists(entry.target):
                theirs = {
                    name for selector, name, _ in workspace.processes(entry.target) for name in (selector, name) if name
                }
                if theirs and entry.selector not in theirs:
                    yield _report(entry, theirs, entry.path)


def _report(entry: Entry, known: set[str], where: str) -> Report:
    place = entry.text_place
    near = nearest(entry.selector or "", sorted(known))
    wanted = f"{entry.path}#{near}"
    return Report(
        place,
        f"there is no process `{entry.selector}` in {where}, so this dependency is left out silently",
        fixes=() if near is None or entry.is_template else (lambda: Fix(f"Write `{wanted}`", (_edit(entry, wanted),)),),
    )


def _edit(entry: Entry, text: str) -> Edit:
    return Edit(entry.document, *entry.text_place.span, text)
