"""The lower bound of a `portable_scope` lies below the upper one.

## Why
A range that no row can lie in, or whose bounds are of different types, is refused while the manifest is compiled.

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
    portable_scope:
      kind: range
      column: order_id
      lower: {value: {type: integer, value: 20}}
#            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the lower bound 20 is above the upper bound 10
      upper: {value: {type: integer, value: 10}}
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
    portable_scope:
      kind: range
      column: order_id
      upper: {value: {type: integer, value: 20}}
      lower: {value: {type: integer, value: 10}}
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
    portable_scope:
      kind: range
      column: order_id
      lower: {value: {type: integer, value: 10}}
      upper: {value: {type: integer, value: 10}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import edits, quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="portable-scope-range-inverted",
    code="DP399",
    group="strategy",
    severity="error",
    summary="The lower bound of a `portable_scope` lies below the upper one.",
    keys=("sink.strategy.portable_scope",),
    fixable=True,
)

_SCOPE = "sink.strategy.portable_scope"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.manifest.model.portable_scope import scope_faults

    for fault in scope_faults(facts.process.data(_SCOPE)):
        if fault.kind == "order":
            yield Report(
                value_place(facts, f"{_SCOPE}.lower"),
                fault.message,
                related=because(facts, f"{_SCOPE}.upper", "the upper bound"),
                notes=("dpone refuses the manifest while it is compiled",),
                fixes=(lambda: _swapped(facts),) if fault.cure == "swap" else (),
            )


def _swapped(facts: Facts) -> Fix | None:
    lower, upper = facts.process.at(f"{_SCOPE}.lower"), facts.process.at(f"{_SCOPE}.upper")
    if lower is None or upper is None or lower.key is lower.node or upper.key is upper.node:
        return None
    if lower.layer.document is not upper.layer.document:
        return None
    document = lower.layer.document
    changes = (edits.rename_key(document, lower.key, "upper"), edits.rename_key(document, upper.key, "lower"))
    return Fix("Swap the bounds", changes, quick_fixes.UNSAFE)
