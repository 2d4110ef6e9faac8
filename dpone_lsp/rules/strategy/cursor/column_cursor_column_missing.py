"""A column cursor names its column.

## Why
`dpone manifest validate` refuses `incremental_strategy: column` without `incremental_column`.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: column}
#                                 ^^^^^^ a column cursor needs `incremental_column`, and no layer sets it
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
  options: {incremental_strategy: column, incremental_column: ""}
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
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="column-cursor-column-missing",
    code="DP417",
    group="strategy",
    severity="error",
    summary="A column cursor names its column.",
    keys=("source.options.incremental_strategy",),
    sources=("postgres",),
    fixable=True,
)

_PATH = "source.options.incremental_column"
_STRATEGY = "source.options.incremental_strategy"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word, column = facts.process.data(_STRATEGY), facts.process.data(_PATH)
    if word in (None, UNKNOWN) or column or column is UNKNOWN:
        return
    if vocabulary.fold(word) not in ("column", "column_cursor", "incremental_column"):
        return
    yield Report(
        value_place(facts, _PATH if facts.process.has(_PATH) else _STRATEGY),
        "a column cursor needs `incremental_column`, and no layer sets it",
        notes=("`dpone manifest validate` refuses it",),
        fixes=(
            lambda: quick_fixes.add_key(facts, _PATH, "", applicability=quick_fixes.UNSAFE),
            lambda: quick_fixes.set_value(facts, _STRATEGY, "xmin", applicability=quick_fixes.UNSAFE),
        ),
    )
