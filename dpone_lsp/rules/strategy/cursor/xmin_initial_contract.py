"""The initial phase of an xmin handover is a chunked backfill under a distributed lock.

## Why
Only then the incremental manifest can go on exactly where the initial one ended. `dpone manifest validate` asks for mode backfill with
a chunk, a unique key, `state: {backend: audit_schema, require_distributed_lock: true}` and an inner incremental_merge, or an inner
incremental_append with a shadow_swap publication that keeps its backup.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: initial, handoff_id: orders.v1}
#                          ^^^^^^^ the initial phase needs `mode: backfill`
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: initial, handoff_id: orders.v1}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: backfill
    unique_key: [order_id]
    backfill:
      inner_mode: incremental_merge
      chunk: {column: order_id, kind: integer, from: 1, to: 1000, step: 100}
      state: {backend: audit_schema, require_distributed_lock: true}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import is_known

RULE = Rule(
    name="xmin-initial-contract",
    code="DP420",
    group="strategy",
    severity="error",
    summary="The initial phase of an xmin handover is a chunked backfill under a distributed lock.",
    keys=("source.options.xmin_execution",),
    sinks=("mssql",),
    sources=("postgres",),
)

_MODE = "source.options.xmin_execution.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    backfill = facts.block("sink.strategy.backfill")
    if facts.process.data(_MODE) != "initial" or facts.mode is None or not is_known(backfill):
        return
    missing = list(_missing(facts, backfill))
    if not missing:
        return
    yield Report(
        value_place(facts, _MODE),
        f"the initial phase needs {missing[0]}",
        notes=("`dpone manifest validate` refuses it", *(f"it also needs {one}" for one in missing[1:])),
    )


def _missing(facts: Facts, backfill: dict[object, object]) -> Iterator[str]:
    if str(facts.process.data("source.options.incremental_strategy") or "").strip().lower() != "xmin":
        yield "`incremental_strategy: xmin`"
    if facts.mode != "backfill":
        yield "`mode: backfill`"
    chunk, state, publication = (_mapping(backfill.get(name)) for name in ("chunk", "state", "publication"))
    column = chunk.get("column")
    ranged = all(chunk.get(name) is not None for name in ("from", "to", "step"))
    if str(chunk.get("kind") or "").strip().lower() == "uuid":
        ranged = bool(chunk.get("buckets")) and not any(name in chunk for name in ("from", "to", "step"))
    if not (isinstance(column, str) and column.strip() and ranged):
        yield "`backfill.chunk` with column, from, to and step"
    inner = str(backfill.get("inner_mode") or "").strip()
    shadow = publication.get("mode") == "shadow_swap" and publication.get("retain_backup") is True
    if inner != "incremental_merge" and not (inner == "incremental_append" and shadow):
        yield "`backfill.inner_mode: incremental_merge`"
    if state.get("backend") != "audit_schema" or state.get("require_distributed_lock") is not True:
        yield "`backfill.state` with backend audit_schema and require_distributed_lock"
    if not facts.unique_key:
        yield "`unique_key`"


def _mapping(value: object) -> dict[object, object]:
    return value if isinstance(value, dict) else {}
