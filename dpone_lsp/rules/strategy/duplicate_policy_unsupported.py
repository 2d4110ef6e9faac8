"""`duplicate_policy` is `fail`: dpone does not choose between rows with the same key.

## Why
Duplicate keys in the staged rows stop the load before the target is touched; no other policy exists yet. An mssql sink refuses other
words while the manifest is compiled, the others stop the load.

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
    duplicate_policy: keep_last
#                     ^^^^^^^^^ dpone cannot handle duplicates by `keep_last`; only `fail` exists
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
    duplicate_policy: fail
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
    duplicate_policy: Fail
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="duplicate-policy-unsupported",
    code="DP356",
    group="strategy",
    severity="error",
    summary="`duplicate_policy` is `fail`: dpone does not choose between rows with the same key.",
    keys=("sink.strategy.duplicate_policy",),
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
    modes=("incremental_merge", "snapshot_diff", "scd2", "backfill"),
    fixable=True,
    owns=(Owned("strategy", ("duplicate_policy",), VALUE),),
)

_PATH = "sink.strategy.duplicate_policy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode not in ("incremental_merge", "snapshot_diff", "scd2"):
        return
    word = facts.process.data(_PATH)
    into_mssql = facts.sink_type == "mssql"
    if not word or word == "fail" or (not into_mssql and str(word).strip().lower() == "fail"):
        return
    if into_mssql and facts.applied_mode != "incremental_merge":
        return
    yield Report(
        value_place(facts, _PATH),
        f"dpone cannot handle duplicates by `{word}`; only `fail` exists",
        notes=(
            "dpone refuses the manifest while it is compiled"
            if into_mssql
            else "at run time the load fails before it merges; validation and plan do not notice",
        ),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "fail", applicability=quick_fixes.UNSAFE),),
    )
