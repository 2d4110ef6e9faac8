"""A `portable_scope` is an equality or a range.

## Why
dpone refuses any other kind, or none, while it compiles the manifest.

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
    portable_scope: {kind: rnage, column: order_id, lower: {value: {type: integer, value: 10}}}
#                          ^^^^^ a portable scope is an equality or a range, not `rnage`
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes
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
    portable_scope: {kind: range, column: order_id, lower: {value: {type: integer, value: 10}}}
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
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="portable-scope-kind",
    code="DP396",
    group="strategy",
    severity="error",
    summary="A `portable_scope` is an equality or a range.",
    keys=("sink.strategy.portable_scope.kind", "sink.strategy.portable_scope"),
    fixable=True,
)

_SCOPE = "sink.strategy.portable_scope"
_MEANT = {"eq": "equality", "equal": "equality", "equals": "equality", "between": "range"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.manifest.model.portable_scope import KINDS, scope_faults

    for fault in scope_faults(facts.process.data(_SCOPE)):
        if fault.kind == "kind":
            word = facts.process.data(f"{_SCOPE}.kind")
            meant = _MEANT.get(str(word).lower()) or nearest(str(word or ""), KINDS)
            yield Report(
                value_place(facts, f"{_SCOPE}.kind"),
                fault.message,
                notes=("dpone refuses the manifest while it is compiled",),
                fixes=(lambda meant=meant: quick_fixes.set_value(facts, f"{_SCOPE}.kind", meant),) if meant else (),
            )
