"""The sink can carry out its merge policy.

## Why
Every sink merges in its own ways: postgres and bigquery by delete_insert or shadow_swap, clickhouse by lightweight_delete_insert,
shadow_swap or mutation_delete_insert, kafka by event_upsert. Another policy passes validation and planning and stops the load when it
is about to merge.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
    merge_policy: delete_insert
#                 ^^^^^^^^^^^^^ the clickhouse sink cannot merge by delete_insert
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
    merge_policy: auto
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
    merge_policy: exchange
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="merge-policy-unsupported",
    code="DP351",
    group="strategy",
    severity="error",
    summary="The sink can carry out its merge policy.",
    keys=("sink.strategy.merge_policy",),
    sinks=("postgres", "clickhouse", "bigquery", "kafka"),
    modes=("incremental_merge", "backfill"),
    fixable=True,
)

_PATH = "sink.strategy.merge_policy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "incremental_merge":
        return
    word, sink = facts.process.data(_PATH), facts.sink_type or ""
    policy = None if word is None or word is UNKNOWN else vocabulary.canonical_merge_policy(word)
    if policy is None or vocabulary.supports_merge_policy(sink, policy):
        return
    default = vocabulary.DEFAULT_MERGE_POLICY_BY_SINK[sink]
    yield Report(
        value_place(facts, _PATH),
        f"the {sink} sink cannot merge by {policy}",
        related=because(facts, "sink.type", "this sink merges the rows"),
        notes=(
            f"this sink knows {', '.join(vocabulary.MERGE_POLICIES_BY_SINK[sink])}",
            "at run time the load fails when it is about to merge; validation and plan do not notice",
        ),
        fixes=(
            lambda: quick_fixes.set_value(facts, _PATH, vocabulary.AUTO),
            lambda: quick_fixes.set_value(facts, _PATH, default),
        ),
    )
