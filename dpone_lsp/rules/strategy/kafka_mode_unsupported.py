"""A Kafka sink keeps no history: `scd2` is not possible.

## Why
A topic is a log of events; closing the older version of a row would mean to change it. The run stops before it writes.

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
    mode: scd2
#         ^^^^ a Kafka sink cannot load by scd2: events in a topic are never changed
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: dwh
  topic: orders
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
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
    mode: snapshot_diff
    unique_key: [order_id]
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
    name="kafka-mode-unsupported",
    code="DP521",
    group="strategy",
    severity="error",
    summary="A Kafka sink keeps no history: `scd2` is not possible.",
    keys=("sink.strategy.mode",),
    sinks=("kafka",),
    modes=("scd2",),
    fixable=True,
)

_PATH = "sink.strategy.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    yield Report(
        value_place(facts, _PATH),
        f"a Kafka sink cannot load by {facts.mode}: events in a topic are never changed",
        related=because(facts, "sink.type", "an append-only log"),
        notes=("at run time the load stops before it writes; validation and plan do not notice",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "incremental_merge"),),
    )
