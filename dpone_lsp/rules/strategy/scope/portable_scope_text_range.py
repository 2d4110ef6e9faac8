"""A range of `portable_scope` compares numbers, dates, times or uuids.

## Why
Text is ordered by collation, which differs between the two databases, and booleans have no order; dpone refuses both in a range while
it compiles the manifest.

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
      column: region
      lower: {value: {type: text, value: EU}}
#                           ^^^^ a range cannot use text: it has no order that both databases share
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
      column: order_date
      lower: {value: {type: date, value: "2025-01-01"}}
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

RULE = Rule(
    name="portable-scope-text-range",
    code="DP400",
    group="strategy",
    severity="error",
    summary="A range of `portable_scope` compares numbers, dates, times or uuids.",
    keys=("sink.strategy.portable_scope",),
)

_SCOPE = "sink.strategy.portable_scope"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.manifest.model.portable_scope import scope_faults

    for fault in scope_faults(facts.process.data(_SCOPE)):
        if fault.kind == "range-type":
            notes = ("dpone refuses the manifest while it is compiled",)
            yield Report(value_place(facts, f"{_SCOPE}.{fault.path}"), fault.message, notes=notes)
