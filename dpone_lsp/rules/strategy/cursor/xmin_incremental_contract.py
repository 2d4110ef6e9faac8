"""The incremental phase of an xmin handover merges, and reconciles deletes by a key snapshot.

## Why
`dpone manifest validate` asks for `incremental_strategy: xmin`, mode incremental_merge and an enabled `reconciliation` of mode
key_snapshot.

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
    xmin_execution: {mode: incremental, handoff_id: orders.v1}
#                          ^^^^^^^^^^^ the incremental phase needs `reconciliation: {enabled: true, mode: key_snapshot}`
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
    xmin_execution: {mode: incremental, handoff_id: orders.v1}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
reconciliation: {enabled: true, mode: key_snapshot}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="xmin-incremental-contract",
    code="DP421",
    group="strategy",
    severity="error",
    summary="The incremental phase of an xmin handover merges, and reconciles deletes by a key snapshot.",
    keys=("source.options.xmin_execution",),
    sinks=("mssql",),
    sources=("postgres",),
)

_MODE = "source.options.xmin_execution.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    policy = facts.process.data("reconciliation")
    if facts.process.data(_MODE) != "incremental" or facts.mode is None or policy is UNKNOWN:
        return
    missing: list[str] = []
    if str(facts.process.data("source.options.incremental_strategy") or "").strip().lower() != "xmin":
        missing.append("`incremental_strategy: xmin`")
    if facts.mode != "incremental_merge":
        missing.append("`mode: incremental_merge`")
    enabled = isinstance(policy, dict) and policy.get("enabled", True) in (True, UNKNOWN)
    mode = (
        str(policy.get("mode", "key_snapshot")).strip().lower()
        if isinstance(policy, dict) and policy.get("mode") is not UNKNOWN
        else "key_snapshot"
    )
    if not enabled or mode != "key_snapshot":
        missing.append("`reconciliation: {enabled: true, mode: key_snapshot}`")
    if missing:
        yield Report(
            value_place(facts, _MODE),
            f"the incremental phase needs {' and '.join(missing)}",
            notes=("`dpone manifest validate` refuses it",),
        )
