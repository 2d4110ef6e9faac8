"""The backend, publication, dialect and advisor of a backfill are words out of fixed lists.

## Why
dpone refuses any other word while an mssql load is compiled, and with other sinks when the backfill is planned.

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
      state: {backend: audit}
#                      ^^^^^ `state.backend` is `audit`; dpone knows local_file or audit_schema
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
      state: {backend: audit_schema}
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
      state: {backend: audit_schema}
      predicate_dialect: clickhouse
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
    name="backfill-word-unknown",
    code="DP496",
    group="strategy",
    severity="error",
    summary="The backend, publication, dialect and advisor of a backfill are words out of fixed lists.",
    keys=(
        "sink.strategy.backfill.state.backend",
        "sink.strategy.backfill.publication.mode",
        "sink.strategy.backfill.publication.artifact_scope",
        "sink.strategy.backfill.predicate_dialect",
        "sink.strategy.backfill.advisor.optimize_for",
    ),
    modes=("backfill",),
    fixable=True,
)

_BLOCK = "sink.strategy.backfill"
_WORDS = {
    "state.backend": ("local_file", "audit_schema"),
    "publication.mode": ("direct", "shadow_swap"),
    "publication.artifact_scope": ("stable", "campaign"),
    "predicate_dialect": ("generic", "clickhouse", "mssql", "postgres", "postgresql"),
    "advisor.optimize_for": ("balanced", "speed", "source_safety", "worker_safety"),
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name, words in _WORDS.items():
        backend = name == "state.backend"
        yield from wrong_word(
            facts, f"{_BLOCK}.{name}", words, null_ok=False, guess="audit_schema" if backend else None, ask=backend
        )
