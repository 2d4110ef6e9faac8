"""`inner_mode` says how each chunk is loaded; dpone knows five modes, an mssql sink four.

## Why
The default is `partition_replace`. An mssql load with another word, or with `full_refresh`, is refused while it is compiled; other
sinks find out when the backfill is planned.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      inner_mode: merge
#                 ^^^^^ `backfill.inner_mode` is `merge`; dpone knows partition_replace, replace, incremental_append, incremental_merge or full_refresh
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      inner_mode: incremental_merge
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```

```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      inner_mode: full_refresh
#                 ^^^^^^^^^^^^ `backfill.inner_mode` is `full_refresh`; dpone knows partition_replace, replace, incremental_append or incremental_merge
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      inner_mode: full_refresh
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="backfill-inner-mode-unknown",
    code="DP487",
    group="strategy",
    severity="error",
    summary="`inner_mode` says how each chunk is loaded; dpone knows five modes, an mssql sink four.",
    keys=("sink.strategy.backfill.inner_mode",),
    modes=("backfill",),
    fixable=True,
)

_MODES = ("partition_replace", "replace", "incremental_append", "incremental_merge")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    mssql = facts.sink_type == "mssql"
    yield from wrong_word(
        facts,
        "sink.strategy.backfill.inner_mode",
        _MODES if mssql else (*_MODES, "full_refresh"),
        null_ok=False,
        ask=True,
        guess="incremental_merge"
        if facts.process.text("sink.strategy.backfill.inner_mode") in ("merge", "upsert")
        else None,
        related=because(facts, "sink.type", "this sink has its own list") if mssql else (),
    )
