"""PostgreSQL to SQL Server replaces rows by a `portable_scope`, not by raw SQL.

## Why
One SQL text would have to mean the same in two dialects; dpone refuses to rely on that. A `portable_scope` is written once and rendered
for each side.

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
    custom_predicate: order_id > 10
#                     ^^^^^^^^^^^^^ one SQL predicate cannot serve PostgreSQL and SQL Server; write it as `portable_scope`
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
    portable_scope: {kind: range, column: order_id, lower: {value: {type: integer, value: 10}, inclusive: false}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

## Stays silent
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
    custom_predicate: order_id > 10
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.fixes import edits, quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="mssql-replace-cross-dialect",
    code="DP316",
    group="strategy",
    severity="error",
    summary="PostgreSQL to SQL Server replaces rows by a `portable_scope`, not by raw SQL.",
    keys=("sink.strategy.custom_predicate", "source.options.custom_predicate"),
    sinks=("mssql",),
    sources=("postgres",),
    modes=("replace",),
    fixable=True,
)

_PATH = "sink.strategy.custom_predicate"
_SOURCE = "source.options.custom_predicate"
_COMPARISON = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(=|>=|<=|>|<)\s*(?:(-?\d+)|'([^']*)')\s*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    if process.has("sink.strategy.portable_scope") or process.has("sink.strategy.window"):
        return
    path = next((path for path in (_PATH, _SOURCE) if process.text(path)), None)
    if path is None:
        return
    yield Report(
        value_place(facts, path),
        "one SQL predicate cannot serve PostgreSQL and SQL Server; write it as `portable_scope`",
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: _portable(facts, path),) if path == _PATH else (),
    )


def _portable(facts: Facts, path: str) -> Fix | None:
    found = facts.process.at(path)
    match = _COMPARISON.fullmatch(facts.process.text(path) or "")
    if match is None or found is None or found.key is found.node:
        return None
    column, sign, number, text = match.groups()
    value: dict[str, object] = {"type": "integer", "value": int(number)} if number else _literal(text)
    scope: dict[str, object] = {"kind": "equality" if sign == "=" else "range", "column": column}
    if sign == "=":
        scope["value"] = value
    else:
        if value["type"] == "text":
            return None
        bound: dict[str, object] = {"value": value}
        scope["lower" if sign[0] == ">" else "upper"] = bound if sign.endswith("=") else {**bound, "inclusive": False}
    document = found.layer.document
    changes = (
        edits.rename_key(document, found.key, "portable_scope"),
        edits.replace_value(document, found.node, scope),
    )
    return Fix("Write it as `portable_scope`", changes, quick_fixes.UNSAFE)


def _literal(text: str) -> dict[str, object]:
    return {"type": "date" if _DATE.fullmatch(text) else "text", "value": text}
