"""A check is `min_rows` or `source_target_count`; anything else is a gate.

## Why
dpone can execute only these two in the older `checks` dialect. Another type is refused, unless its severity is `warning`; then it
is carried along and never executed.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  checks:
    - {type: not_null, column: order_id}
#            ^^^^^^^^ `not_null` cannot be a check; a check is min_rows or source_target_count
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
  checks:
    - {type: not_null, column: order_id, severity: warning}
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
    - {type: min_row, threshold: 1}
#            ^^^^^^^ `min_row` cannot be a check; a check is min_rows or source_target_count
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
  checks:
    - {type: min_rows, threshold: 1}
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
  checks:
    - {type: source_target_count}
    - {type: not_null, severity: warning}
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

from dpone_lsp.checks.allowed_values import listing, show
from dpone_lsp.checks.quality_items import CHECK_TYPES, LATE, Item, items, misshapen, severity
from dpone_lsp.fixes.edits import insert_key, replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="quality-check-type",
    code="DP612",
    group="quality",
    severity="error",
    summary="A check is `min_rows` or `source_target_count`; anything else is a gate.",
    keys=("quality.checks",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    yield from misshapen(facts, "checks")
    for item in items(facts, "checks"):
        kind = item.data.get("type")
        if kind is UNKNOWN or item.type in CHECK_TYPES:
            continue
        if not item.type:
            message = f"`{item.label}` has no `type`; a check is {listing(CHECK_TYPES)}"
            yield Report(Place(item.document, item.node), message, notes=(LATE,))
        elif severity(facts, item) != "warning":
            yield Report(
                Place(item.document, item.value("type")),
                f"{show(item.value('type'), kind)} cannot be a check; a check is {listing(CHECK_TYPES)}",
                notes=(LATE, "other types can stand under `gates`"),
                fixes=(lambda item=item: _meant(item),),
            )


def _meant(item: Item) -> Fix | None:
    word = nearest(item.type, CHECK_TYPES)
    if word is not None:
        return Fix(
            f"Change to `{word}`", (replace_value(item.document, item.value("type"), word),), applicability="unsafe"
        )
    if "severity" in item.data or "mode" in item.data:
        return None
    edit = insert_key(item.document, item.node, "severity", "warning")
    return (
        None
        if edit is None
        else Fix("Add `severity: warning` (it is then not executed)", (edit,), applicability="unsafe")
    )
