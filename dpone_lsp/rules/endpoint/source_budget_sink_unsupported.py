"""Only the ClickHouse sink can hold a byte budget.

## Why
dpone refuses `max_source_bytes` with any other sink while it compiles the manifest.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    max_source_bytes: 1000000
#   ^^^^^^^^^^^^^^^^ the postgres sink cannot hold `max_source_bytes`; only ClickHouse can
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
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
    mode: full_refresh
    max_source_bytes: 1000000
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

RULE = Rule(
    name="source-budget-sink-unsupported",
    code="DP216",
    group="endpoint",
    severity="error",
    summary="Only the ClickHouse sink can hold a byte budget.",
    keys=("sink.strategy.max_source_bytes",),
    fixable=True,
)

_PATH = "sink.strategy.max_source_bytes"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.sink_type in ("clickhouse", None):
        return
    yield Report(
        key_place(facts, _PATH),
        f"the {facts.sink_type} sink cannot hold `max_source_bytes`; only ClickHouse can",
        related=because(facts, "sink.type", "this sink loads the rows"),
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.remove(facts, _PATH, applicability=quick_fixes.UNSAFE),),
    )
