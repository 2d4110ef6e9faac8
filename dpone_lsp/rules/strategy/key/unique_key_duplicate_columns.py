"""A unique key names every column once.

## Why
A repeated column is a slip, often for another column that is missing now. With an mssql sink the manifest is refused while it is
compiled; other sinks compare the column twice.

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
    mode: incremental_merge
    unique_key: [order_id, region, order_id]
#                                  ^^^^^^^^ `order_id` is in the unique key twice
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
    mode: incremental_merge
    unique_key: [order_id, region]
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id, Order_ID]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="unique-key-duplicate-columns",
    code="DP309",
    group="strategy",
    severity="warning",
    summary="A unique key names every column once.",
    keys=("sink.strategy.unique_key", "source.options.unique_key", "sink.options.unique_key"),
    fixable=True,
)

_PLACES = ("sink.strategy.unique_key", "source.options.unique_key", "sink.options.unique_key")
_KEYED = (*vocabulary.KEYED_MODES, "incremental_append", "backfill")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.hints import key_columns

    for path in _PLACES:
        found, value = facts.process.at(path), facts.process.data(path)
        if found is None or not isinstance(value, (str, list)) or (isinstance(value, list) and UNKNOWN in value):
            continue
        columns = key_columns(value)
        once = list(dict.fromkeys(columns))
        if len(once) == len(columns):
            continue
        index = next(index for index, column in enumerate(columns) if column in columns[:index])
        node = found.items[index] if index < len(found.items) else found.node
        refused = facts.sink_type == "mssql" and facts.mode in _KEYED
        yield Report(
            Place(found.layer.document, node),
            f"`{columns[index]}` is in the unique key twice",
            notes=("dpone refuses the manifest while it is compiled",) if refused else (),
            severity="error" if refused else None,
            fixes=(lambda path=path, once=once, value=value: _once(facts, path, once, value),),
        )


def _once(facts: Facts, path: str, once: list[str], value: object) -> Fix | None:
    # The key the load compares rows by is the same set of columns.
    return quick_fixes.set_value(facts, path, once if isinstance(value, list) else ", ".join(once))
