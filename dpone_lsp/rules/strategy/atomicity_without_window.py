"""`atomicity` in a strategy belongs to a rolling window.

## Why
dpone refuses `sink.strategy.atomicity` without `sink.strategy.window` while it compiles the manifest. The atomicity of progress belongs
to `state`.

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
    mode: full_refresh
    atomicity: target_atomic
#   ^^^^^^^^^ `atomicity` belongs to a rolling `window`, and there is none
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
    mode: full_refresh
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
    window: {column: created_at, anchor: data_interval_end, lookback: P7D}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="atomicity-without-window",
    code="DP391",
    group="strategy",
    severity="error",
    summary="`atomicity` in a strategy belongs to a rolling window.",
    keys=("sink.strategy.atomicity",),
    fixable=True,
    owns=(Owned("strategy", ("atomicity",), VALUE),),
)

_PATH = "sink.strategy.atomicity"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.process.has("sink.strategy.window") or facts.process.data("sink.strategy") is UNKNOWN:
        return
    yield Report(
        key_place(facts, _PATH),
        "`atomicity` belongs to a rolling `window`, and there is none",
        notes=("dpone refuses the manifest while it is compiled", "the atomicity of progress is set in `state`"),
        fixes=(lambda: quick_fixes.remove(facts, _PATH, applicability=quick_fixes.UNSAFE),),
    )
