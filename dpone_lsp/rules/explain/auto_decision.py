"""`mode: auto` is compiled into a concrete strategy before anything runs; this is the one.

## Why
The advisor reads the hints of the process (key, row counts, changed percent, partition column, cursor) and takes the first rung of its
ladder whose conditions hold. Knowing the outcome while writing saves the surprise at night.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
#         ^^^^ auto compiles to incremental_merge (merge policy lightweight_delete_insert)
    unique_key: [order_id]
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
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

RULE = Rule(
    name="auto-decision",
    code="DP900",
    group="explain",
    severity="information",
    summary="`mode: auto` is compiled into a concrete strategy before anything runs; this is the one.",
    keys=("sink.strategy.mode",),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.requested_mode != "auto":
        return
    decision = facts.decision
    if decision is None:
        return
    policy = f" (merge policy {decision.merge_policy})" if decision.merge_policy else ""
    because = " ".join(reason.message for reason in decision.reasons)
    yield Report(
        value_place(facts, "sink.strategy.mode"),
        f"auto compiles to {decision.strategy_mode}{policy}",
        notes=(because,) if because else (),
    )
