"""A unique key is the name of a column, or a list of names.

## Why
dpone refuses numbers, mappings and empty names in a unique key while it compiles the manifest.

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
    unique_key: {column: order_id}
#               ^^^^^^^^^^^^^^^^^^ a unique key is the name of a column or a list of names
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
    unique_key: order_id
```

@txt A number must be quoted to be a name:
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
    unique_key: [order_id, 2024]
#                          ^^^^ 2024 is no name of a column
```
becomes
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
    unique_key: [order_id, "2024"]
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
    unique_key: "order_id, region"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import edits, quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.tree import Node, ScalarNode

RULE = Rule(
    name="unique-key-type",
    code="DP306",
    group="strategy",
    severity="error",
    summary="A unique key is the name of a column, or a list of names.",
    keys=("sink.strategy.unique_key", "source.options.unique_key", "sink.options.unique_key"),
    fixable=True,
    owns=(
        Owned("strategy", ("unique_key",), VALUE),
        Owned("source_options", ("unique_key",), VALUE),
        Owned("sink_options", ("unique_key",), VALUE),
    ),
)

_PLACES = ("sink.strategy.unique_key", "source.options.unique_key", "sink.options.unique_key")
_NOTES = ("dpone refuses the manifest while it is compiled",)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path in _PLACES:
        found = facts.process.at(path)
        value = facts.process.data(path)
        if found is None or value is UNKNOWN or value in (None, "", []) or isinstance(value, (str, bool)):
            # Bare words such as no, which YAML reads as booleans, have a rule of their own.
            continue
        if not isinstance(value, list):
            message = "a unique key is the name of a column or a list of names"
            yield Report(
                of_value(found),
                message,
                notes=_NOTES,
                fixes=(lambda path=path, value=value: _as_text(facts, path, value),),
            )
            continue
        for index, item in enumerate(value):
            if item is UNKNOWN or isinstance(item, bool) or (isinstance(item, str) and item):
                continue
            if not found.is_list:
                # A template gives the list: the item stands nowhere in the text.
                yield Report(
                    of_value(found), f"this template gives {item!r}, which is no name of a column", notes=_NOTES
                )
                break
            node = found.items[index]
            place = Place(found.layer.document, node)
            fixes = (lambda place=place, node=node, item=item: _quoted(place, node, item),) if _is_plain(item) else ()
            yield Report(place, f"{item!r} is no name of a column", notes=_NOTES, fixes=fixes)


def _is_plain(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _quoted(place: Place, node: Node, item: object) -> Fix:
    text = node.text if isinstance(node, ScalarNode) else str(item)
    return Fix("Quote the name", (edits.replace_value(place.document, node, text),))


def _as_text(facts: Facts, path: str, value: object) -> Fix | None:
    if isinstance(value, dict) and len(value) == 1:
        (key, inner), *_ = value.items()
        if key in ("column", "columns", "name", "field", "fields") and isinstance(inner, (str, list)) and inner:
            return quick_fixes.set_value(facts, path, inner)
        return None
    return quick_fixes.set_value(facts, path, str(value)) if _is_plain(value) else None
