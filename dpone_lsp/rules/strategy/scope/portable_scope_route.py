"""A `portable_scope` is for PostgreSQL to SQL Server.

## Why
dpone can render it for this route only and refuses it for other sources of an mssql sink while it compiles the manifest.

## Fires
```yaml
name: shop_orders
source: {type: mssql, connection_type: airflow, connection_id: shop, table: {schema: dbo, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: replace
    portable_scope: {kind: equality, column: region, value: {type: text, value: EU}}
#   ^^^^^^^^^^^^^^ `portable_scope` works from PostgreSQL into SQL Server only, not from mssql
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

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="portable-scope-route",
    code="DP401",
    group="strategy",
    severity="error",
    summary="A `portable_scope` is for PostgreSQL to SQL Server.",
    keys=("sink.strategy.portable_scope",),
    sinks=("mssql",),
    modes=("replace",),
)

_SCOPE = "sink.strategy.portable_scope"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.source_type in ("postgres", None) or facts.process.data(_SCOPE) is None:
        return
    yield Report(
        key_place(facts, _SCOPE),
        f"`portable_scope` works from PostgreSQL into SQL Server only, not from {facts.source_type}",
        related=because(facts, "source.type", "this source cannot render it"),
        notes=("dpone refuses the manifest while it is compiled; write `custom_predicate` instead",),
    )
