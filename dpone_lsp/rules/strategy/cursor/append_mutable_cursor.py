"""`incremental_append` follows a cursor that never changes for a row.

## Why
A column such as `updated_at` moves when a row is changed; the changed row is read again and appended beside its older version. Append
by a creation time or a growing id, or merge by a key.

## Fires
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_column: updated_at
#                       ^^^^^^^^^^ `updated_at` changes with the row: a changed row is appended again beside its older version
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_column: updated_at
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```

## Stays silent
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_column: created_at
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.cursor_columns import moves_with_its_row
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="append-mutable-cursor",
    code="DP326",
    group="strategy",
    severity="warning",
    summary="`incremental_append` follows a cursor that never changes for a row.",
    keys=("source.options.incremental_column",),
    modes=("incremental_append",),
    fixable=True,
)

_PATH = "source.options.incremental_column"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    column = facts.process.text(_PATH)
    if not column or not moves_with_its_row(column) or facts.source_type in ("kafka", "api"):
        return
    key = facts.unique_key
    yield Report(
        value_place(facts, _PATH),
        f"`{column}` changes with the row: a changed row is appended again beside its older version",
        related=because(facts, "sink.strategy.mode", "appends what the cursor finds"),
        notes=("append by a creation time or a growing id, or use incremental_merge with a unique key",),
        fixes=(lambda: quick_fixes.set_value(facts, "sink.strategy.mode", "incremental_merge"),) if key else (),
    )
