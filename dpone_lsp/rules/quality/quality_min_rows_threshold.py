"""A `min_rows` gate needs a `threshold`.

## Why
Without a number there is nothing to compare with. dpone refuses the gate while it compiles a batch or flow manifest; in a single
manifest the load fails after the rows were loaded.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows}
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^ a `min_rows` gate needs a `threshold`
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```

```yaml
kind: dpone.batch.v1
quality:
  checks:
    - {type: min_rows, value: 1}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.quality_items import LATE, Item, items
from dpone_lsp.fixes.edits import insert_key
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="quality-min-rows-threshold",
    code="DP602",
    group="quality",
    severity="error",
    summary="A `min_rows` gate needs a `threshold`.",
    keys=("quality.gates", "quality.checks"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for item in items(facts):
        if item.type != "min_rows" or _given(item):
            continue
        yield Report(
            Place(item.document, item.node),
            "a `min_rows` gate needs a `threshold`" if item.gate else "a `min_rows` check needs a `threshold`",
            notes=(LATE,),
            fixes=(lambda item=item: _add(item),) if "threshold" not in item.data else (),
        )


def _given(item: Item) -> bool:
    if item.gate:
        return item.data.get("threshold") is not None
    return "threshold" in item.data or "value" in item.data


def _add(item: Item) -> Fix | None:
    edit = insert_key(item.document, item.node, "threshold", 1)
    return None if edit is None else Fix("Add `threshold: 1`", (edit,), applicability="unsafe")
