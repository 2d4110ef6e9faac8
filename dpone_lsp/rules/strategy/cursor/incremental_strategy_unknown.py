"""`incremental_strategy` of a PostgreSQL source is xmin or column.

## Why
`dpone manifest validate` and the run refuse other words; known are xmin, postgres_xmin, pg_xmin, column, column_cursor and
incremental_column.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: x_min}
#                                 ^^^^^ dpone follows no `x_min` in PostgreSQL; did you mean `xmin`?
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: xmin}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```

@txt dpone lays `sink.options` over `source.options`:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  options: {incremental_strategy: wal}
#                                 ^^^ dpone follows no `wal` in PostgreSQL; it knows xmin and column
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: Postgres-XMin}
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

from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="incremental-strategy-unknown",
    code="DP414",
    group="strategy",
    severity="error",
    summary="`incremental_strategy` of a PostgreSQL source is xmin or column.",
    keys=("source.options.incremental_strategy", "sink.options.incremental_strategy"),
    sources=("postgres",),
    fixable=True,
    owns=(
        Owned("source_options", ("incremental_strategy",), VALUE),
        Owned("sink_options", ("incremental_strategy",), VALUE),
    ),
)

_WORDS = ("xmin", "column", "postgres_xmin", "pg_xmin", "column_cursor", "incremental_column")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "incremental_strategy")
    word = facts.process.data(path)
    if word in (None, UNKNOWN) or vocabulary.fold(word) in _WORDS:
        return
    meant = nearest(str(word), _WORDS)
    hint = f"; did you mean `{meant}`?" if meant else "; it knows xmin and column"
    yield Report(
        value_place(facts, path),
        f"dpone follows no `{word}` in PostgreSQL{hint}",
        notes=("`dpone manifest validate` refuses it",),
        fixes=(lambda: quick_fixes.set_value(facts, path, meant),) if meant else (),
    )
