"""`merge_policy` is a policy that dpone knows.

## Why
Any word passes validation and planning; the load fails when the sink is about to merge.

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
    merge_policy: shadow_swp
#                 ^^^^^^^^^^ dpone has no merge policy `shadow_swp`; did you mean `shadow_swap`?
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
    merge_policy: shadow_swap
```

## Stays silent
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
    merge_policy: Lightweight-Delete+Insert
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="merge-policy-unknown",
    code="DP350",
    group="strategy",
    severity="error",
    summary="`merge_policy` is a policy that dpone knows.",
    keys=("sink.strategy.merge_policy",),
    sinks=("postgres", "clickhouse", "bigquery", "kafka"),
    modes=("incremental_merge", "backfill"),
    fixable=True,
    owns=(Owned("strategy", ("merge_policy",), (*VALUE, "boolean")),),
)

_PATH = "sink.strategy.merge_policy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "incremental_merge":
        return
    word = facts.process.data(_PATH)
    if word is None or word is UNKNOWN or vocabulary.canonical_merge_policy(word):
        return
    known = (vocabulary.AUTO, *vocabulary.MERGE_POLICIES_BY_SINK[facts.sink_type or ""])
    meant = nearest(str(word), known) or nearest(str(word), vocabulary.MERGE_POLICIES)
    if meant and meant not in known:
        meant = vocabulary.DEFAULT_MERGE_POLICY_BY_SINK.get(facts.sink_type or "")
    hint = f"; did you mean `{meant}`?" if meant else f"; the {facts.sink_type} sink knows {', '.join(known)}"
    yield Report(
        value_place(facts, _PATH),
        f"dpone has no merge policy `{word}`{hint}",
        notes=("at run time the load fails when it is about to merge; validation and plan do not notice",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, meant),) if meant else (),
    )
