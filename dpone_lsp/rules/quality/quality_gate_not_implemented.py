"""dpone 0.88.0 cannot evaluate this type of gate, so every run fails.

## Why
`custom_sql`, `not_null`, `unique`, `freshness` and `accepted_values` pass validation, but the runner has no evaluator for them:
with severity `error`, the default, the gate fails each time, after the rows were loaded; with `warning` it is skipped.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: ids, type: not_null, sql: "select 1"}
#                     ^^^^^^^^ dpone 0.88.0 cannot evaluate `not_null` gates, so with severity error every run fails
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
    - {id: ids, type: not_null, sql: "select 1", severity: warning}
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
    - {id: ids, type: not_null, severity: warning, sql: "select 1"}
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

from dpone_lsp.checks.quality_items import GATE_TYPES, IMPLEMENTED, Item, items, severity
from dpone_lsp.fixes.edits import insert_key, replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="quality-gate-not-implemented",
    code="DP613",
    group="quality",
    severity="warning",
    summary="dpone 0.88.0 cannot evaluate this type of gate, so every run fails.",
    keys=("quality.gates",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for item in items(facts, "gates"):
        if item.type in IMPLEMENTED or item.type not in GATE_TYPES or severity(facts, item) != "error":
            continue
        yield Report(
            Place(item.document, item.value("type")),
            f"dpone 0.88.0 cannot evaluate `{item.type}` gates, so with severity error every run fails",
            fixes=(lambda item=item: _warned(item),),
        )


def _warned(item: Item) -> Fix | None:
    if "severity" in item.data:
        edit = replace_value(item.document, item.value("severity"), "warning")
    else:
        edit = insert_key(item.document, item.node, "severity", "warning")
    return (
        None
        if edit is None
        else Fix("Set `severity: warning` (the gate is then skipped)", (edit,), applicability="unsafe")
    )
