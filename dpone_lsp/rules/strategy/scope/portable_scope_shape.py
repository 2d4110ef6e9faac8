"""A `portable_scope` has a column and what its kind needs.

## Why
dpone refuses a scope without `column`, an equality with bounds, a range with a plain `value`, and a value without `type`, while it
compiles the manifest.

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
    portable_scope: {kind: equality, column: region, value: EU}
#                                                           ^^ `value` is a mapping with `type` and `value`
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
    portable_scope: {kind: equality, column: region, value: {type: text, value: EU}}
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
    portable_scope: {kind: equality, column: region, value: {type: text, value: EU}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="portable-scope-shape",
    code="DP403",
    group="strategy",
    severity="error",
    summary="A `portable_scope` has a column and what its kind needs.",
    keys=("sink.strategy.portable_scope",),
    fixable=True,
    owns=(Owned("portable_scope", kinds=VALUE), Owned("scope_*", kinds=VALUE)),
)

_SCOPE = "sink.strategy.portable_scope"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.manifest.model.portable_scope import scope_faults

    scope = facts.process.data(_SCOPE)
    if scope is None:
        return
    for fault in scope_faults(scope):
        if fault.kind != "shape":
            continue
        path = f"{_SCOPE}.{fault.path}".rstrip(".")
        yield Report(
            value_place(facts, path),
            fault.message,
            notes=("dpone refuses the manifest while it is compiled",),
            fixes=(lambda path=path: _typed(facts, path),),
        )


def _typed(facts: Facts, path: str) -> Fix | None:
    value = facts.process.data(path)
    if not path.endswith(".value"):
        return None
    if isinstance(value, str):
        return quick_fixes.set_value(facts, path, {"type": "text", "value": value}, applicability=quick_fixes.UNSAFE)
    if isinstance(value, int) and not isinstance(value, bool):
        return quick_fixes.set_value(facts, path, {"type": "integer", "value": value}, applicability=quick_fixes.UNSAFE)
    return None
