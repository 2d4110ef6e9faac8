"""A rolling window ends at `data_interval_end`, in UTC.

## Why
dpone knows no other anchor and no other time zone, and compares the words as they are written while it compiles the manifest.

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
    mode: replace
    atomicity: target_atomic
    window: {column: created_at, anchor: now, lookback: P7D}
#                                        ^^^ the anchor of a rolling window is data_interval_end, not `now`
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: replace
    atomicity: target_atomic
    window: {column: created_at, anchor: data_interval_end, lookback: P7D}
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
    mode: replace
    atomicity: target_atomic
    window: {column: created_at, anchor: data_interval_end, lookback: P7D, timezone: UTC}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="window-anchor-unsupported",
    code="DP393",
    group="strategy",
    severity="error",
    summary="A rolling window ends at `data_interval_end`, in UTC.",
    keys=("sink.strategy.window.anchor", "sink.strategy.window.timezone"),
    fixable=True,
)

_ONLY = {"anchor": "data_interval_end", "timezone": "UTC"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name, only in _ONLY.items():
        path = f"sink.strategy.window.{name}"
        value = facts.process.data(path)
        if not facts.process.has(path) or value is UNKNOWN or value == only:
            continue
        yield Report(
            value_place(facts, path),
            f"the {name} of a rolling window is {only}, not `{value}`",
            notes=("dpone refuses the manifest while it is compiled",),
            fixes=(lambda path=path, only=only: quick_fixes.set_value(facts, path, only),),
        )
