"""A Kafka topic has no partitions that could be replaced.

## Why
dpone does not refuse `partition_replace` into Kafka: it silently plans incremental_merge instead, which needs a key and writes events.

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
    mode: partition_replace
#         ^^^^^^^^^^^^^^^^^ a Kafka topic has no partitions to replace; dpone silently plans incremental_merge instead
    unique_key: [order_id]
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
    mode: incremental_merge
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
    name="kafka-partition-replace",
    code="DP377",
    group="partition",
    severity="error",
    summary="A Kafka topic has no partitions that could be replaced.",
    keys=("sink.strategy.mode",),
    sinks=("kafka",),
    fixable=True,
)

_PATH = "sink.strategy.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.requested_mode != "partition_replace":
        return
    yield Report(
        value_place(facts, _PATH),
        "a Kafka topic has no partitions to replace; dpone silently plans incremental_merge instead",
        related=because(facts, "sink.type", "an append-only log"),
        notes=("incremental_merge needs a unique key",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "incremental_merge"),),
    )
