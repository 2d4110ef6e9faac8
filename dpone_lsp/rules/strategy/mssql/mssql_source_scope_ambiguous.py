"""Source and strategy name one scope: their predicates agree.

## Why
With an mssql sink both `source.options.custom_predicate` and `sink.strategy.custom_predicate` say which rows a load is about. dpone
refuses to guess which one is meant when they differ.

## Fires
```yaml
name: shop_orders
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options: {custom_predicate: order_id > 20, batch_size: 50000}
#                             ^^^^^^^^^^^^^ this predicate differs from `sink.strategy.custom_predicate`: one load has one scope
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: replace
    custom_predicate: order_id > 10
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options: {batch_size: 50000}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: replace
    custom_predicate: order_id > 10
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options: {custom_predicate: order_id > 10}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: replace
    custom_predicate: order_id > 10
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="mssql-source-scope-ambiguous",
    code="DP317",
    group="strategy",
    severity="error",
    summary="Source and strategy name one scope: their predicates agree.",
    keys=("source.options.custom_predicate",),
    sinks=("mssql",),
    modes=("replace", "snapshot_diff", "scd2"),
    fixable=True,
)

_PATH = "source.options.custom_predicate"
_STRATEGY = "sink.strategy.custom_predicate"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    one, other = facts.process.text(_PATH), facts.process.text(_STRATEGY)
    if not (one or "").strip() or not (other or "").strip() or (one or "").strip() == (other or "").strip():
        return
    yield Report(
        value_place(facts, _PATH),
        "this predicate differs from `sink.strategy.custom_predicate`: one load has one scope",
        related=because(facts, _STRATEGY, "the other predicate"),
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.remove(facts, _PATH, applicability=quick_fixes.UNSAFE),),
    )
