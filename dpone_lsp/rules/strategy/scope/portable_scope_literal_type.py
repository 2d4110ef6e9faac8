"""Values of a `portable_scope` have a known type and its canonical form.

## Why
The value is bound in two databases, so dpone takes one spelling only: whole numbers bare, decimals, dates, times and uuids as text in
their canonical form. It refuses others while it compiles the manifest.

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
      kind: equality
      column: region_id
      value: {type: int, value: 7}
#                   ^^^ `int` is no type of a literal; it knows integer, decimal, date, timestamp, timestamptz, uuid, text, boolean
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
    portable_scope:
      kind: equality
      column: region_id
      value: {type: integer, value: 7}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

@txt
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
      kind: equality
      column: price
      value: {type: decimal, value: "10.50"}
#                                   ^^^^^^^ `10.50` is not the canonical form; write 10.5
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
    portable_scope:
      kind: equality
      column: price
      value: {type: decimal, value: "10.5"}
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
      kind: equality
      column: created_at
      value: {type: timestamptz, value: "2025-01-31T00:00:00Z"}
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
    name="portable-scope-literal-type",
    code="DP398",
    group="strategy",
    severity="error",
    summary="Values of a `portable_scope` have a known type and its canonical form.",
    keys=("sink.strategy.portable_scope",),
    fixable=True,
)

_SCOPE = "sink.strategy.portable_scope"
_MEANT = {
    "int": "integer",
    "bigint": "integer",
    "string": "text",
    "str": "text",
    "bool": "boolean",
    "datetime": "timestamp",
    "numeric": "decimal",
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.manifest.model.portable_scope import LITERAL_TYPES, scope_faults

    for fault in scope_faults(facts.process.data(_SCOPE)):
        if fault.kind not in ("type", "value"):
            continue
        path = f"{_SCOPE}.{fault.path}"
        cure = fault.cure
        if fault.kind == "type":
            word = str(facts.process.data(path) or "")
            cure = _MEANT.get(word.lower()) or nearest(word, LITERAL_TYPES)
        yield Report(
            value_place(facts, path),
            fault.message,
            notes=("dpone refuses the manifest while it is compiled",),
            fixes=(lambda path=path, cure=cure: quick_fixes.set_value(facts, path, cure),) if cure is not None else (),
        )
