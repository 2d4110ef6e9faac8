"""A source follows xmin or a column, not both.

## Why
With `incremental_strategy: xmin` there is nothing for `incremental_column` to say; `dpone manifest validate` refuses the pair.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: xmin, incremental_column: updated_at}
#                                                           ^^^^^^^^^^ xmin needs no column; `incremental_column` contradicts it
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

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: column, incremental_column: updated_at}
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
    name="xmin-conflicts-column",
    code="DP416",
    group="strategy",
    severity="error",
    summary="A source follows xmin or a column, not both.",
    keys=("source.options.incremental_column",),
    sources=("postgres",),
    fixable=True,
)

_PATH = "source.options.incremental_column"
_STRATEGY = "source.options.incremental_strategy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word = facts.process.data(_STRATEGY)
    if (
        word in (None, UNKNOWN)
        or vocabulary.fold(word) not in ("xmin", "postgres_xmin", "pg_xmin")
        or not facts.process.data(_PATH)
    ):
        return
    yield Report(
        value_place(facts, _PATH),
        "xmin needs no column; `incremental_column` contradicts it",
        related=because(facts, _STRATEGY, "follows xmin"),
        notes=("`dpone manifest validate` refuses it",),
        fixes=(
            lambda: quick_fixes.remove(facts, _PATH, applicability=quick_fixes.UNSAFE),
            lambda: quick_fixes.set_value(facts, _STRATEGY, "column", applicability=quick_fixes.UNSAFE),
        ),
    )
