"""`incremental_strategy: xmin` is for a PostgreSQL source.

## Why
xmin is PostgreSQL's row version; no other database has it. `dpone manifest validate` refuses it, also when `source.type` is left out.

## Fires
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: xmin, incremental_column: updated_at}
#                                 ^^^^ xmin needs a PostgreSQL source, not mysql
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
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="xmin-requires-postgres",
    code="DP413",
    group="strategy",
    severity="error",
    summary="`incremental_strategy: xmin` is for a PostgreSQL source.",
    keys=("source.options.incremental_strategy", "sink.options.incremental_strategy"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "incremental_strategy")
    word, kind = facts.process.data(path), facts.process.data("source.type")
    if word in (None, UNKNOWN) or vocabulary.fold(word) not in ("xmin", "postgres_xmin", "pg_xmin") or kind is UNKNOWN:
        return
    if kind and facts.source_type == "postgres":
        return
    other = f"not {facts.source_type}" if kind else "and no `source.type` says that this is one"
    yield Report(
        value_place(facts, path),
        f"xmin needs a PostgreSQL source, {other}",
        related=because(facts, "source.type", "this source has no xmin"),
        notes=("`dpone manifest validate` refuses it",),
        fixes=(
            (lambda: quick_fixes.remove(facts, path, applicability=quick_fixes.UNSAFE),)
            if kind
            else (lambda: quick_fixes.set_value(facts, "source.type", "postgres"),)
        ),
    )
