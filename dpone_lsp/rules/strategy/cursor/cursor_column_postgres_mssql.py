"""PostgreSQL into SQL Server follows xmin, not a column.

## Why
The highest value of a column in the target skips rows that were committed late with an equal or older value; dpone refuses it on this
route. xmin, PostgreSQL's own row version, has no such gap.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: updated_at, batch_size: 50000}
#                               ^^^^^^^^^^ a column cursor from PostgreSQL into SQL Server can skip late rows; follow xmin instead
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: xmin, batch_size: 50000}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
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
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import edits, quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="cursor-column-postgres-mssql",
    code="DP411",
    group="strategy",
    severity="error",
    summary="PostgreSQL into SQL Server follows xmin, not a column.",
    keys=("source.options.incremental_column",),
    sinks=("mssql",),
    sources=("postgres",),
    modes=("incremental_append", "incremental_merge"),
    fixable=True,
)

_COLUMN = "source.options.incremental_column"
_STRATEGY = "source.options.incremental_strategy"
_COLUMN_WORDS = ("column", "column_cursor", "incremental_column")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word = facts.process.data(_STRATEGY)
    if not facts.process.data(_COLUMN) or word is UNKNOWN:
        return
    if word is not None and vocabulary.fold(word) not in _COLUMN_WORDS:
        return
    yield Report(
        value_place(facts, _COLUMN),
        "a column cursor from PostgreSQL into SQL Server can skip late rows; follow xmin instead",
        related=because(facts, "sink.type", "into this sink"),
        notes=("`dpone manifest validate` refuses it", "xmin is PostgreSQL's own row version and needs no column"),
        fixes=(lambda: _follow_xmin(facts),),
    )


def _follow_xmin(facts: Facts) -> Fix | None:
    gone = quick_fixes.remove(facts, _COLUMN)
    if facts.process.has(_STRATEGY):
        switched = quick_fixes.set_value(facts, _STRATEGY, "xmin")
        changes = None if switched is None or gone is None else (*gone.edits, *switched.edits)
    else:
        found = facts.process.at(_COLUMN)
        if found is None or found.key is found.node:
            return None
        document = found.layer.document
        changes = (
            edits.rename_key(document, found.key, "incremental_strategy"),
            edits.replace_value(document, found.node, "xmin"),
        )
    return None if changes is None else Fix("Follow xmin instead of the column", changes, quick_fixes.UNSAFE)
