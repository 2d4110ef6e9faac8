"""A `portable_scope` belongs to `replace` from PostgreSQL into SQL Server.

## Why
With an mssql sink and a mode other than replace or backfill the manifest is refused while it is compiled. Every other sink reads the
scope, checks its form, and never uses it.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    portable_scope: {kind: equality, column: region, value: {type: text, value: EU}}
#   ^^^^^^^^^^^^^^ `portable_scope` has no effect: full_refresh does not use it
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
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
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="portable-scope-ignored",
    code="DP402",
    group="strategy",
    severity="warning",
    summary="A `portable_scope` belongs to `replace` from PostgreSQL into SQL Server.",
    keys=("sink.strategy.portable_scope",),
    fixable=True,
    aliases=("portable-scope-wrong-mode",),
)

_SCOPE = "sink.strategy.portable_scope"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    mode, sink = facts.mode, facts.sink_type
    if facts.process.data(_SCOPE) in (None, UNKNOWN) or mode is None or sink is None:
        return
    refused = sink == "mssql"
    if refused and mode in ("replace", "backfill"):
        return
    why = f"{mode} does not use it" if refused or mode != "replace" else f"the {sink} sink does not use it"
    yield Report(
        key_place(facts, _SCOPE),
        f"`portable_scope` has no effect: {why}",
        related=because(facts, "sink.strategy.mode", f"the load is {mode}"),
        notes=("dpone refuses the manifest while it is compiled",) if refused else (),
        severity="error" if refused else None,
        fixes=(lambda: quick_fixes.remove(facts, _SCOPE, applicability=quick_fixes.UNSAFE),),
    )
