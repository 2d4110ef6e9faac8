"""A range of `portable_scope` has a lower or an upper bound.

## Why
A range without bounds would mean the whole table; dpone refuses it while it compiles the manifest.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: replace
    portable_scope: {kind: range, column: order_id}
#   ^^^^^^^^^^^^^^ a range needs `lower` or `upper`, or both
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: replace
    portable_scope: {kind: range, column: order_id, lower: {value: {type: integer, value: 0}}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: replace
    portable_scope: {kind: range, column: order_id, upper: {value: {type: integer, value: 10}}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="portable-scope-no-bounds",
    code="DP397",
    group="strategy",
    severity="error",
    summary="A range of `portable_scope` has a lower or an upper bound.",
    keys=("sink.strategy.portable_scope",),
    fixable=True,
)

_SCOPE = "sink.strategy.portable_scope"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.manifest.model.portable_scope import scope_faults

    for fault in scope_faults(facts.process.data(_SCOPE)):
        if fault.kind == "bounds":
            yield Report(
                key_place(facts, _SCOPE),
                fault.message,
                notes=("dpone refuses the manifest while it is compiled",),
                fixes=(lambda: _add_lower(facts),),
            )


def _add_lower(facts: Facts) -> Fix | None:
    bound = {"value": {"type": "integer", "value": 0}}
    return quick_fixes.add_key(facts, f"{_SCOPE}.lower", bound, applicability=quick_fixes.UNSAFE)
