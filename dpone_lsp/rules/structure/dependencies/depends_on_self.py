"""A process cannot wait for itself.

## Why
dpone drops the edge silently, so whatever was meant here does not happen.

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
        depends_on: ["#public.orders", "#public.items"]
#                    ^^^^^^^^^^^^^^^^ the process depends on itself, and dpone drops the edge silently
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

from dpone_lsp.checks.dependencies import Entry, entries
from dpone_lsp.fixes.edits import delete_item
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="depends-on-self",
    code="DP145",
    group="structure",
    severity="error",
    summary="A process cannot wait for itself.",
    keys=("depends_on",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    for entry in entries(process):
        if entry.fault or entry.group or not entry.is_local:
            continue
        names = (process.selector, process.name())
        if entry.selector in names if entry.selector else process.selector is None:
            message = "the process depends on itself, and dpone drops the edge silently"
            yield Report(Place(entry.document, entry.item), message, fixes=(lambda e=entry: _remove(e),))


def _remove(entry: Entry) -> Fix | None:
    edit = None if entry.sequence is None else delete_item(entry.document, entry.sequence, entry.item)
    return None if edit is None else Fix("Remove the entry", (edit,))
