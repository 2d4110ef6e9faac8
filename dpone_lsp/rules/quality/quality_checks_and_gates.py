"""Checks and gates do not stand together while `quality.mode` is `fail`.

## Why
`checks` is the older dialect. dpone refuses both at once, because a check that is left over would not be executed. Under `mode:
warn` they are read together.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1}
  checks:
# ^^^^^^ `checks` beside `gates` is refused while the mode is fail; write the checks as gates
    - {type: source_target_count, tolerance_pct: 1}
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
    - {type: row_count_reconciliation, tolerance: {mode: pct, value: 1}}
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
  mode: warn
  gates:
    - {id: rows, type: min_rows, threshold: 1}
  checks:
    - {type: source_target_count, tolerance_pct: 1}
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

from dpone_lsp.checks.quality_items import LATE, Item, items, mode
from dpone_lsp.fixes.edits import delete_pair, insert_item
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Edit, Fix, Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode, SequenceNode

RULE = Rule(
    name="quality-checks-and-gates",
    code="DP611",
    group="quality",
    severity="error",
    summary="Checks and gates do not stand together while `quality.mode` is `fail`.",
    keys=("quality.checks",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    gates, checks = facts.process.data("quality.gates"), facts.process.data("quality.checks")
    if not gates or not checks or mode(facts) != "fail":
        return
    yield Report(
        key_place(facts, "quality.checks"),
        "`checks` beside `gates` is refused while the mode is fail; write the checks as gates",
        related=because(facts, "quality.gates", "the gates"),
        notes=(LATE,),
        fixes=(lambda: _converted(facts),),
    )


def _converted(facts: Facts) -> Fix | None:
    gates, checks, block = (facts.process.at(path) for path in ("quality.gates", "quality.checks", "quality"))
    if gates is None or checks is None or block is None or not isinstance(gates.node, SequenceNode):
        return None
    edits: list[Edit] = []
    text = ""
    for item in items(facts, "checks"):
        gate = _gate(item)
        edit = None if gate is None else insert_item(gates.layer.document, gates.node, gate)
        if edit is None:
            return None
        text += edit.text
        edits.append(edit)
    removed = (
        delete_pair(checks.layer.document, block.node, checks.key) if isinstance(block.node, MappingNode) else None
    )
    if removed is None or len(edits) != len(checks.items) or not edits:
        return None
    first = edits[0]
    added = Edit(first.document, first.start, first.end, text)
    return Fix("Write the checks as gates", (added, removed), applicability="unsafe")


def _gate(item: Item) -> dict[str, object] | None:
    made: dict[str, object] = {str(key): item.data[key] for key in ("id",) if key in item.data}
    if item.type == "min_rows":
        made |= {"type": "min_rows", "threshold": item.data.get("threshold", item.data.get("value"))}
        made |= {key: item.data[key] for key in ("side",) if key in item.data}
    elif item.type == "source_target_count":
        tolerance = {"mode": "pct", "value": item.data.get("tolerance_pct", 0)}
        made |= {"type": "row_count_reconciliation", "tolerance": tolerance}
    else:
        return None
    return made | {key: item.data[key] for key in ("severity",) if key in item.data}
