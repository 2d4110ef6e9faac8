"""A quality gate has one of eight types.

## Why
dpone refuses another word while it compiles a batch or flow manifest. In a single manifest nobody looks before the run: the rows
are loaded, then the gates are read, and the load fails.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_row, threshold: 1}
#                      ^^^^^^^ `quality.gates[0].type` is `min_row`; dpone knows row_count_reconciliation, min_rows, typed_hash_reconciliation, custom_sql, not_null, unique, freshness or accepted_values
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
becomes
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
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
quality:
  gates:
    - {id: rows, threshold: 1}
#     ^^^^^^^^^^^^^^^^^^^^^^^^ `quality.gates[0]` has no `type`; dpone knows row_count_reconciliation, min_rows, typed_hash_reconciliation, custom_sql, not_null, unique, freshness or accepted_values
```

```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
quality:
  gates:
    - min_rows
#     ^^^^^^^^ `quality.gates[0]` must be a mapping
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
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import listing, wrong_item
from dpone_lsp.checks.quality_items import GATE_TYPES, LATE, items, misshapen
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="quality-gate-type",
    code="DP600",
    group="quality",
    severity="error",
    summary="A quality gate has one of eight types.",
    keys=("quality.gates",),
    fixable=True,
)

_GUESSES = {
    "row_count": "row_count_reconciliation",
    "source_target_count": "row_count_reconciliation",
    "hash": "typed_hash_reconciliation",
    "sql": "custom_sql",
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    yield from misshapen(facts, "gates")
    for item in items(facts, "gates"):
        kind = item.data.get("type")
        if kind is UNKNOWN or item.type in GATE_TYPES:
            continue
        if not item.type:
            message = f"`{item.label}` has no `type`; dpone knows {listing(GATE_TYPES)}"
            yield Report(Place(item.document, item.node), message, notes=(LATE,))
            continue
        guess = _GUESSES.get(item.type.lower())
        label = f"{item.label}.type"
        yield from wrong_item(
            item.document, item.value("type"), kind, label, GATE_TYPES, exact=True, guess=guess, notes=(LATE,)
        )
