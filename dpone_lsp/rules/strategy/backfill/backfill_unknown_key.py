"""The blocks of a backfill are closed: dpone refuses keys it does not know.

## Why
`backfill`, `chunk`, `state`, `publication` and `advisor` each have a fixed set of keys. A misspelt one is refused while an mssql
load is compiled; with other sinks when the backfill is planned.

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
      paralel_workers: 4
#     ^^^^^^^^^^^^^^^ `paralel_workers` is no key of `sink.strategy.backfill`, and dpone refuses it
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
becomes
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
      parallel_workers: 4
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
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
      parallel_workers: 4
      advisor: {optimize_for: speed}
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.closed_blocks import unknown_keys
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="backfill-unknown-key",
    code="DP486",
    group="strategy",
    severity="error",
    summary="The blocks of a backfill are closed: dpone refuses keys it does not know.",
    keys=("sink.strategy.backfill",),
    modes=("backfill",),
    fixable=True,
    owns=(Owned("backfill*", kinds=("unknown", *VALUE)),),
)

_BLOCK = "sink.strategy.backfill"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path in (_BLOCK, f"{_BLOCK}.chunk", f"{_BLOCK}.state", f"{_BLOCK}.publication", f"{_BLOCK}.advisor"):
        yield from unknown_keys(facts, path)
