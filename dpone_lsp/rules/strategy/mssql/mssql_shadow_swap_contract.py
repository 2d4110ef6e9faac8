"""Into mssql, a backfill that appends must publish by shadow swap, with everything that makes the swap safe.

## Why
`inner_mode: incremental_append` is only accepted with `publication.mode: shadow_swap`, a `chunk` plan, a unique key, a retained
backup, a ledger in the audit schema with a distributed lock, without `only_new_rows`, and from a postgres source. dpone stops at
the first of these that is missing; here they are named together.

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
#   ^^^^^^^^ a backfill that appends into mssql needs `publication.mode: shadow_swap` and `state: {backend: audit_schema, require_distributed_lock: true}`
      inner_mode: incremental_append
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

from dpone_lsp.checks.allowed_values import listing
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="mssql-shadow-swap-contract",
    code="DP495",
    group="strategy",
    severity="error",
    summary="Into mssql, a backfill that appends must publish by shadow swap, with everything that makes the swap safe.",
    keys=("sink.strategy.backfill.inner_mode",),
    modes=("backfill",),
    sinks=("mssql",),
)

_BLOCK = "sink.strategy.backfill"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    block = facts.block(_BLOCK)
    if str(block.get("inner_mode")).strip().lower() != "incremental_append":
        return
    missing = list(_missing(facts, block))
    if not missing:
        return
    inner = f"{_BLOCK}.inner_mode"
    yield Report(
        key_place(facts, f"{_BLOCK}.publication" if facts.process.has(f"{_BLOCK}.publication") else _BLOCK),
        f"a backfill that appends into mssql needs {listing(missing, 'and')}",
        related=because(facts, inner, "appends its chunks"),
    )


def _missing(facts: Facts, block: dict[object, object]) -> Iterator[str]:
    process = facts.process
    publication, state = facts.block(f"{_BLOCK}.publication"), facts.block(f"{_BLOCK}.state")
    if _word(publication.get("mode"), "direct") != "shadow_swap":
        yield "`publication.mode: shadow_swap`"
    if "chunk" not in block:
        yield "a `chunk` plan"
    if not facts.unique_key and not any(
        process.data(path) is UNKNOWN for path in ("sink.strategy.unique_key", "source.options.unique_key")
    ):
        yield "a `unique_key`"
    if publication.get("retain_backup", True) is False:
        yield "`publication.retain_backup: true`"
    if (
        _word(state.get("backend"), "local_file") != "audit_schema"
        or state.get("require_distributed_lock", False) is False
    ):
        yield "`state: {backend: audit_schema, require_distributed_lock: true}`"
    if process.data("sink.strategy.only_new_rows") is True:
        yield "`only_new_rows: false`"
    if facts.source_type not in (None, "postgres"):
        yield "a postgres source"


def _word(value: object, default: str) -> str:
    """The word in force; what cannot be told counts as the right one."""
    if value is UNKNOWN:
        return "shadow_swap" if default == "direct" else "audit_schema"
    return default if value is None else str(value).strip().lower()
