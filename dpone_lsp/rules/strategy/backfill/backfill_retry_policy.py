"""`retry_policy` is `non_committed` or `failed_only`.

## Why
It says which chunks a resumed backfill loads again. Another word is refused while an mssql load is compiled. With other sinks
nothing notices before the campaign is resumed after a failure, the moment it was written for.

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
      retry_policy: failed
#                   ^^^^^^ `backfill.retry_policy` is `failed`; dpone knows non_committed or failed_only
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
      retry_policy: failed_only
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
      retry_policy: failed_only
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="backfill-retry-policy",
    code="DP490",
    group="strategy",
    severity="error",
    summary="`retry_policy` is `non_committed` or `failed_only`.",
    keys=("sink.strategy.backfill.retry_policy",),
    modes=("backfill",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    yield from wrong_word(
        facts,
        "sink.strategy.backfill.retry_policy",
        ("non_committed", "failed_only"),
        null_ok=False,
        guess=_guess(facts),
    )


def _guess(facts: Facts) -> str | None:
    text = facts.process.text("sink.strategy.backfill.retry_policy") or ""
    return "failed_only" if "fail" in text.lower() else None
