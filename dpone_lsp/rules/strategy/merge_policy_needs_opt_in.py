"""ClickHouse mutations must be allowed explicitly.

## Why
`mutation_delete_insert` rewrites whole parts of the table. dpone runs it only with `allow_non_recommended_policy: true`, and notices
that when the load is about to merge.

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
    merge_policy: mutation_delete_insert
#                 ^^^^^^^^^^^^^^^^^^^^^^ mutation_delete_insert rewrites the table; it needs `allow_non_recommended_policy: true`
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
    merge_policy: lightweight_delete_insert
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
    merge_policy: mutation_delete_insert
    allow_non_recommended_policy: true
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="merge-policy-needs-opt-in",
    code="DP352",
    group="strategy",
    severity="error",
    summary="ClickHouse mutations must be allowed explicitly.",
    keys=("sink.strategy.merge_policy",),
    sinks=("clickhouse",),
    modes=("incremental_merge", "backfill"),
    fixable=True,
)

_PATH = "sink.strategy.merge_policy"
_CONSENT = "sink.strategy.allow_non_recommended_policy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "incremental_merge":
        return
    word, consent = facts.process.data(_PATH), facts.process.data(_CONSENT)
    policy = None if word is None or word is UNKNOWN else vocabulary.canonical_merge_policy(word)
    if policy is None or not vocabulary.needs_policy_opt_in(facts.sink_type, policy) or consent or consent is UNKNOWN:
        return
    yield Report(
        value_place(facts, _PATH),
        f"{policy} rewrites the table; it needs `allow_non_recommended_policy: true`",
        notes=("at run time the load fails when it is about to merge; validation and plan do not notice",),
        fixes=(
            lambda: quick_fixes.set_value(facts, _PATH, "lightweight_delete_insert"),
            lambda: quick_fixes.set_value(facts, _CONSENT, True, applicability=quick_fixes.UNSAFE),
        ),
    )
