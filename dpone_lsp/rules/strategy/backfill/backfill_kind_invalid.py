"""The kind of a backfill chunk is `date`, `timestamp`, `integer` or `uuid`.

## Why
The kind says how the range is cut. An unknown one is refused while an mssql load is compiled; with other sinks `dpone plan` still
succeeds and only the backfill commands notice.

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
      chunk: {column: business_date, kind: dates, from: "2025-01-01", to: "2025-12-31", step: 1mo}
#                                          ^^^^^ `chunk.kind` is `dates`; dpone knows date, timestamp, integer or uuid
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
      chunk: {column: business_date, kind: date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
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
      chunk: {column: business_date, kind: DATE, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.backfill_plan import KINDS
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="backfill-kind-invalid",
    code="DP484",
    group="strategy",
    severity="error",
    summary="The kind of a backfill chunk is `date`, `timestamp`, `integer` or `uuid`.",
    keys=("sink.strategy.backfill.chunk.kind",),
    modes=("backfill",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    yield from wrong_word(facts, "sink.strategy.backfill.chunk.kind", KINDS, null_ok=False)
