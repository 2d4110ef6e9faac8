"""The state of an mssql load lives in mssql.

## Why
State and target share one SQL Server transaction, so another store cannot be used: validate refuses it with
MSSQL_TRANSACTION_REQUIRES_MSSQL_STATE, and so does the run.

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
    mode: full_refresh
state: {type: postgres, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
#             ^^^^^^^^ the state is kept in `postgres`; an mssql sink needs `type: mssql`
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
    mode: full_refresh
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
    mode: full_refresh
state: {type: sqlserver, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.vocabulary import loader_endpoint

RULE = Rule(
    name="mssql-state-type",
    code="DP541",
    group="state",
    severity="error",
    summary="The state of an mssql load lives in mssql.",
    keys=("state",),
    sinks=("mssql",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    state = facts.block("state")
    kind = state.get("type")
    if not state or kind is UNKNOWN or loader_endpoint(kind or "") == "mssql":
        return
    value = facts.process.at("state.type")
    what = "the state block has no `type`" if value is None else f"the state is kept in {show(value.node, kind)}"
    yield Report(
        key_place(facts, "state") if value is None else value_place(facts, "state.type"),
        f"{what}; an mssql sink needs `type: mssql`",
        related=because(facts, "sink.type", "rows and state are committed in one transaction here"),
        fixes=(lambda: quick_fixes.set_value(facts, "state.type", "mssql", applicability="unsafe"),),
    )
