"""State tables of an mssql load are made once, outside the run: `provisioning: external`.

## Why
A transaction that holds rows and state must not run DDL, so a run refuses to make its own state tables. An absent `provisioning`
means `external` beside `atomicity: target_atomic`. dpone refuses `runtime` while the manifest is compiled.

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
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: runtime}
#                                                                                       ^^^^^^^ an mssql sink needs `state.provisioning: external`, not `runtime`
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
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic}
```

dpone takes blanks off the word:
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
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: " external"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, of_value
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="mssql-state-provisioning",
    code="DP543",
    group="state",
    severity="error",
    summary="State tables of an mssql load are made once, outside the run: `provisioning: external`.",
    keys=("state.provisioning",),
    sinks=("mssql",),
    aliases=("reconciliation-state-provisioning",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.at("state.provisioning")
    data = facts.process.data("state.provisioning")
    if value is None or not data or data is UNKNOWN or str(data).strip() == "external":
        return
    yield Report(
        of_value(value),
        f"an mssql sink needs `state.provisioning: external`, not {show(value.node, data)}",
        related=because(facts, "sink.type", "its transaction must not make tables"),
        fixes=(lambda: quick_fixes.set_value(facts, "state.provisioning", "external", applicability="unsafe"),),
    )
