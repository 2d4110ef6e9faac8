"""`incremental_strategy` is read for PostgreSQL sources only.

## Why
Other sources follow `incremental_column`, or their own position, whatever this option says.

## Fires
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: binlog, incremental_column: updated_at}
#                                 ^^^^^^ a source of type mysql does not read `incremental_strategy`
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
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
  options: {incremental_column: updated_at}
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
  options: {incremental_column: updated_at}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="incremental-strategy-ignored-elsewhere",
    code="DP415",
    group="strategy",
    severity="warning",
    summary="`incremental_strategy` is read for PostgreSQL sources only.",
    keys=("source.options.incremental_strategy",),
    sources=("mysql", "mssql", "clickhouse", "kafka", "api"),
    fixable=True,
)

_PATH = "source.options.incremental_strategy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word = facts.process.data(_PATH)
    if word in (None, UNKNOWN) or vocabulary.fold(word) in ("xmin", "postgres_xmin", "pg_xmin"):
        return
    yield Report(
        value_place(facts, _PATH),
        f"a source of type {facts.source_type} does not read `incremental_strategy`",
        related=because(facts, "source.type", "only postgres reads it"),
        fixes=(lambda: quick_fixes.remove(facts, _PATH, applicability=quick_fixes.UNSAFE),),
    )
