"""A `quality` block without a gate or check is refused.

## Why
It looks as if something were checked, and nothing is; dpone refuses it rather than run it. `acceptance` alone is enough.

## Fires
```yaml
kind: dpone.batch.v1
quality:
#^^^^^^ this `quality` block has no gate and no check, and dpone refuses it
  mode: fail
  gates: []
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
  acceptance: {enabled: true}
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

from dpone_lsp.checks.quality_items import LATE
from dpone_lsp.fixes.edits import delete_pair
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import MappingNode

RULE = Rule(
    name="quality-empty",
    code="DP610",
    group="quality",
    severity="error",
    summary="A `quality` block without a gate or check is refused.",
    keys=("quality",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.at("quality")
    block = facts.process.data("quality")
    if value is None or not isinstance(block, dict) or block.keys() - {"mode", "gates", "checks"}:
        return
    if any(part is UNKNOWN or part for part in (block.get("gates"), block.get("checks"))):
        return
    yield Report(
        key_place(facts, "quality"),
        "this `quality` block has no gate and no check, and dpone refuses it",
        notes=(LATE,),
        fixes=(lambda: _without(facts, value),),
    )


def _without(facts: Facts, value: Value) -> Fix | None:
    document = value.layer.document
    for node in (document.root, *(node for _, node in facts.process.stack)):
        edit = delete_pair(document, node, value.key) if isinstance(node, MappingNode) else None
        if edit is not None:
            return Fix("Remove the `quality` block", (edit,), applicability="unsafe")
    return None
