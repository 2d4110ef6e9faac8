"""A load that fails while it finishes can be repeated without harm.

## Why
A plain append that breaks between writing and committing its progress leaves rows behind, and its repetition appends them again.
`only_new_rows` with a unique key, or a merge, makes the repetition harmless.

## Fires
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: created_at}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
#         ^^^^^^^^^^^^^^^^^^ a run that fails while it finishes has no repeatable path: its repetition appends the same rows again
```

## Stays silent
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: created_at}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    only_new_rows: true
    unique_key: [order_id]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="recovery-not-idempotent",
    code="DP331",
    group="strategy",
    severity="information",
    summary="A load that fails while it finishes can be repeated without harm.",
    tier="strict",
    modes=("incremental_append",),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    if process.data("sink.strategy.only_new_rows") or process.data("sink.strategy.only_new_rows") is UNKNOWN:
        return
    if process.data("state.atomicity") == "target_atomic" or facts.sink_type == "kafka":
        return
    yield Report(
        value_place(facts, "sink.strategy.mode"),
        "a run that fails while it finishes has no repeatable path: its repetition appends the same rows again",
        notes=(
            "`only_new_rows` with a unique key, incremental_merge, or a state with `atomicity: target_atomic` make it repeatable",
        ),
    )
