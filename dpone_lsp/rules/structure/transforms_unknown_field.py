"""A transform has exactly `name` and `params`.

## Why
dpone crashes on any other key, and when one of the two is missing. Settings of the transform belong under `params`.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
transforms:
  - name: keep
    params: {limit: 1}
    columns: [id]
#   ^^^^^^^ a transform has only `name` and `params`; dpone crashes on `columns`
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
transforms:
  - name: keep
    params: {limit: 1, columns: [id]}
```
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
transforms:
  - name: keep
#   ^^^^^^^^^^ a transform needs `params` (it may be empty: {}); dpone crashes without it
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
transforms:
  - name: keep
    params: {}
```

dpone walks through the list as it is, so a key without a value is none:
```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
transforms: null
#           ^^^^ `transforms` must be a list of mappings with `name` and `params`; dpone crashes on anything else
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
transforms:
  - name: keep
    params: {limit: 1, columns: [id]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import insert_key, move_into
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode

RULE = Rule(
    name="transforms-unknown-field",
    code="DP147",
    group="structure",
    severity="error",
    summary="A transform has exactly `name` and `params`.",
    keys=("transforms",),
    fixable=True,
    owns=(
        Owned("transform", kinds=("unknown", *VALUE)),
        Owned("single", ("transforms",), VALUE),
        Owned("process", ("transforms",), VALUE),
    ),
)

_FIELDS = {"name", "params"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.at("transforms")
    if value is None:
        return
    if not value.is_list:
        yield from _no_list(facts, value)
        return
    for layer, item in facts.process.appended_items("transforms"):
        if isinstance(item, MappingNode):
            yield from _transform(layer.document, item)
            continue
        made = facts.process.scalar(item) if isinstance(item, ScalarNode) else None
        if made is UNKNOWN or (isinstance(made, dict) and set(made) == _FIELDS):
            continue  # A template gives the whole transform.
        message = "a transform is a mapping with `name` and `params`; dpone crashes on anything else"
        yield Report(Place(layer.document, item), message)


def _no_list(facts: Facts, value: Value) -> Iterator[Report]:
    plain = facts.process.data("transforms")
    if isinstance(plain, list):
        if any(not isinstance(item, dict) or set(item) != _FIELDS for item in plain if item is not UNKNOWN):
            message = (
                "this template must give a list of mappings with `name` and `params`; dpone crashes on anything else"
            )
            yield Report(Place(value.layer.document, value.node), message)
    elif plain not in ("", {}, UNKNOWN):
        message = "`transforms` must be a list of mappings with `name` and `params`; dpone crashes on anything else"
        yield Report(Place(value.layer.document, value.node), message)


def _transform(document: Document, item: MappingNode) -> Iterator[Report]:
    extra = [pair[0] for name, pair in item.entries.items() if name not in _FIELDS]
    for key in extra:
        name = key.text if isinstance(key, ScalarNode) else "?"
        yield Report(
            Place(document, key),
            f"a transform has only `name` and `params`; dpone crashes on `{name}`",
            fixes=(lambda: _move(document, item, extra),),
        )
    if not item.entries:
        message = "a transform needs a `name` and `params`; dpone crashes without them"
        yield Report(Place(document, item), message)
        return
    if "params" not in item.entries and not extra:
        message = "a transform needs `params` (it may be empty: {}); dpone crashes without it"
        yield Report(Place(document, item), message, fixes=(lambda: _add(document, item),))
    if "name" not in item.entries:
        yield Report(Place(document, item), "a transform needs a `name`; dpone crashes without it")


def _move(document: Document, item: MappingNode, keys: list[Node]) -> Fix | None:
    edits = move_into(document, item, keys, "params")
    return None if edits is None else Fix("Move under `params`", edits)


def _add(document: Document, item: MappingNode) -> Fix | None:
    edit = insert_key(document, item, "params", {})
    return None if edit is None else Fix("Add empty `params`", (edit,))
