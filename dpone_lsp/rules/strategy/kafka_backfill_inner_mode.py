"""A backfill into Kafka replays its chunks as keyed events.

## Why
`inner_mode` other than incremental_merge stops the run before it writes; leaving it out is fine.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: dwh
  topic: orders
  strategy:
    mode: backfill
    unique_key: [order_id]
    backfill:
      inner_mode: partition_replace
#                 ^^^^^^^^^^^^^^^^^ a Kafka sink cannot backfill by partition_replace; write incremental_merge or leave it out
      chunk: {column: day, from: "2025-01-01", to: "2025-01-31", step: 1d}
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: dwh
  topic: orders
  strategy:
    mode: backfill
    unique_key: [order_id]
    backfill:
      inner_mode: incremental_merge
      chunk: {column: day, from: "2025-01-01", to: "2025-01-31", step: 1d}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: dwh
  topic: orders
  strategy:
    mode: backfill
    unique_key: [order_id]
    backfill:
      chunk: {column: day, from: "2025-01-01", to: "2025-01-31", step: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="kafka-backfill-inner-mode",
    code="DP522",
    group="strategy",
    severity="error",
    summary="A backfill into Kafka replays its chunks as keyed events.",
    keys=("sink.strategy.backfill.inner_mode",),
    sinks=("kafka",),
    modes=("backfill",),
    fixable=True,
)

_PATH = "sink.strategy.backfill.inner_mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word = facts.process.data(_PATH)
    if not word or str(word).strip().lower() == "incremental_merge":
        return
    yield Report(
        value_place(facts, _PATH),
        f"a Kafka sink cannot backfill by {word}; write incremental_merge or leave it out",
        related=because(facts, "sink.type", "an append-only log"),
        notes=("at run time the load stops before it writes; validation and plan do not notice",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "incremental_merge"),),
    )
