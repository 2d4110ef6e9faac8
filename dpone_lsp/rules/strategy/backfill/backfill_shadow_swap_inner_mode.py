"""Into mssql, a shadow swap appends its chunks: it needs `inner_mode: incremental_append`.

## Why
The chunks fill a shadow table that is empty at first and is swapped in at the end, so nothing can be merged or replaced there.
dpone refuses every other inner mode, the default `partition_replace` included, while the load is compiled.

## Fires
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
    unique_key: [order_id]
    backfill:
      inner_mode: incremental_merge
      publication: {mode: shadow_swap}
#                         ^^^^^^^^^^^ shadow_swap needs `inner_mode: incremental_append`, and the inner mode is incremental_merge
      state: {backend: audit_schema, require_distributed_lock: true}
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
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
    unique_key: [order_id]
    backfill:
      inner_mode: incremental_merge
      publication: {mode: direct}
      state: {backend: audit_schema, require_distributed_lock: true}
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
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
    unique_key: [order_id]
    backfill:
      inner_mode: incremental_append
      publication: {mode: shadow_swap}
      state: {backend: audit_schema, require_distributed_lock: true}
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="backfill-shadow-swap-inner-mode",
    code="DP492",
    group="strategy",
    severity="error",
    summary="Into mssql, a shadow swap appends its chunks: it needs `inner_mode: incremental_append`.",
    keys=("sink.strategy.backfill.publication.mode",),
    modes=("backfill",),
    sinks=("mssql",),
    fixable=True,
)

_BLOCK = "sink.strategy.backfill"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    block, publication = facts.block(_BLOCK), facts.block(f"{_BLOCK}.publication")
    inner = block.get("inner_mode", "partition_replace")
    if inner is UNKNOWN or str(publication.get("mode")).strip().lower() != "shadow_swap":
        return
    word = str(inner).strip().lower()
    if word not in ("partition_replace", "replace", "incremental_merge"):
        return
    plain = not ({"retain_backup", "artifact_scope"} & publication.keys())
    yield Report(
        value_place(facts, f"{_BLOCK}.publication.mode"),
        f"shadow_swap needs `inner_mode: incremental_append`, and the inner mode is {word}",
        related=because(facts, f"{_BLOCK}.inner_mode", "the inner mode"),
        fixes=(lambda: quick_fixes.set_value(facts, f"{_BLOCK}.publication.mode", "direct", applicability="unsafe"),)
        if plain
        else (),
    )
