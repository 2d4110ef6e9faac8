"""A distributed lock needs the `audit_schema` backend.

## Why
`require_distributed_lock: true` asks that two workers never load the same chunk; a ledger in a local file cannot promise that, and
dpone refuses the combination.

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
      state: {require_distributed_lock: true}
#             ^^^^^^^^^^^^^^^^^^^^^^^^ a distributed lock needs `backend: audit_schema`; the default `local_file` cannot hold one
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
      state: {require_distributed_lock: true, backend: audit_schema}
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
      state: {backend: audit_schema, require_distributed_lock: true}
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place, value_place
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="backfill-lock-backend",
    code="DP489",
    group="strategy",
    severity="error",
    summary="A distributed lock needs the `audit_schema` backend.",
    keys=("sink.strategy.backfill.state.require_distributed_lock",),
    modes=("backfill",),
    fixable=True,
    owns=(Owned("backfill_state", ("require_distributed_lock",), ("quoted-boolean",)),),
)

_STATE = "sink.strategy.backfill.state"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    state = facts.block(_STATE)
    backend = state.get("backend", "local_file")
    if (
        state.get("require_distributed_lock") is not True
        or backend is UNKNOWN
        or str(backend).strip().lower() != "local_file"
    ):
        return
    lock = f"{_STATE}.require_distributed_lock"
    yield Report(
        value_place(facts, f"{_STATE}.backend") if "backend" in state else key_place(facts, lock),
        "a distributed lock needs `backend: audit_schema`; the default `local_file` cannot hold one",
        related=because(facts, lock, "asked for here"),
        fixes=(lambda: quick_fixes.set_value(facts, f"{_STATE}.backend", "audit_schema", applicability="unsafe"),),
    )
