"""`mode: auto` without any hint is a full refresh.

## Why
The advisor picks by key, cursor, partition and change feed. With none of them every run reloads the whole table; the plain word says so
to everybody who reads the manifest.

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
    mode: auto
#         ^^^^ auto has no hint to go by, so every run is a full refresh
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
    mode: full_refresh
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: created_at}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
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

RULE = Rule(
    name="auto-no-hints",
    code="DP319",
    group="strategy",
    severity="hint",
    summary="`mode: auto` without any hint is a full refresh.",
    keys=("sink.strategy.mode",),
    fixable=True,
)

_PATH = "sink.strategy.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.requested_mode != vocabulary.AUTO or facts.mode != "full_refresh" or not facts.certain:
        return
    hints = facts.reading.context
    stated = hints.unique_key or hints.partition_column or hints.source_cursor or hints.cdc_available
    if stated or facts.unique_key or (facts.source_type, facts.sink_type) == ("clickhouse", "mssql"):
        return
    yield Report(
        value_place(facts, _PATH),
        "auto has no hint to go by, so every run is a full refresh",
        notes=("hints are a unique key, `incremental_column`, a partition column with statistics, and `cdc_enabled`",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "full_refresh"),),
    )
