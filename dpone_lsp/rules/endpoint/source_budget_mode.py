"""A byte budget works with `mode: full_refresh` only.

## Why
dpone compares the mode as it is written, so `Full-Refresh` and `auto` are refused too.

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
    max_source_bytes: 1000000
#   ^^^^^^^^^^^^^^^^ `max_source_bytes` works with `mode: full_refresh` only, not with `incremental_merge`
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
```

## Stays silent
Without a mode it is a full refresh:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: {max_source_bytes: 1000000}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="source-budget-mode",
    code="DP218",
    group="endpoint",
    severity="error",
    summary="A byte budget works with `mode: full_refresh` only.",
    keys=("sink.strategy.max_source_bytes",),
    sinks=("clickhouse",),
    fixable=True,
)

_PATH = "sink.strategy.max_source_bytes"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    mode = facts.process.data("sink.strategy.mode", "full_refresh")
    if mode is UNKNOWN or mode == "full_refresh":
        return
    yield Report(
        key_place(facts, _PATH),
        f"`max_source_bytes` works with `mode: full_refresh` only, not with `{mode}`",
        related=because(facts, "sink.strategy.mode", "this mode knows no byte budget"),
        notes=("dpone refuses the manifest while it is compiled; the mode is compared as it is written",),
        fixes=(lambda: quick_fixes.remove(facts, _PATH, applicability=quick_fixes.UNSAFE),),
    )
