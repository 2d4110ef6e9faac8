"""The unique key says the same wherever it is written.

## Why
dpone refuses a manifest whose unique keys differ. It compares them as they are written: `id, region` as text is another key than the
list `[id, region]`.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {unique_key: order_id, batch_size: 50000}
#                       ^^^^^^^^ the unique key differs from `sink.strategy.unique_key`: order_id, region and order_id
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id, region]
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {batch_size: 50000}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id, region]
```

@txt The key that was written last, further in, is the one to look at:
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop, options: {unique_key: order_id}}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, strategy: {mode: incremental_merge}}
schemas:
  public:
    tables:
      - {table: items, overrides: {sink: {strategy: {unique_key: [order_id, region]}}}}
#                                                                ^^^^^^^^^^^^^^^^^^ the unique key differs from `source.options.unique_key`: order_id, region and order_id
```

@txt The same columns in two spellings:
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {unique_key: "order_id,region", batch_size: 50000}
#                       ^^^^^^^^^^^^^^^^^ this key and `sink.strategy.unique_key` are two spellings of one; dpone takes them for different
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id, region]
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {batch_size: 50000}
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
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {unique_key: order_id}
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
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="unique-key-conflict",
    code="DP305",
    group="strategy",
    severity="error",
    summary="The unique key says the same wherever it is written.",
    keys=("source.options.unique_key", "sink.options.unique_key"),
    fixable=True,
)

_PLACES = ("sink.strategy.unique_key", "source.options.unique_key", "sink.options.unique_key")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.hints import key_columns

    values = {path: facts.process.data(path) for path in _PLACES}
    declared = {path: value for path, value in values.items() if value not in (None, "", []) and value is not UNKNOWN}
    if any(
        not isinstance(value, (str, list)) or (isinstance(value, list) and UNKNOWN in value)
        for value in declared.values()
    ):
        return
    first = next(iter(declared), None)
    for path in list(declared)[1:]:
        if first is None or _form(declared[path]) == _form(declared[first]):
            continue
        same = key_columns(declared[path]) == key_columns(declared[first])
        # The strategy is the place for the key: the other one is at fault, unless the strategy's was written later, further in.
        place, other = (first, path) if not same and _depth(facts, first) < _depth(facts, path) else (path, first)
        yield Report(
            value_place(facts, place),
            f"this key and `{other}` are two spellings of one; dpone takes them for different"
            if same
            else f"the unique key differs from `{other}`: {_say(declared[first])} and {_say(declared[path])}",
            related=because(facts, other, "the other unique key"),
            notes=("dpone refuses the manifest while it is compiled",),
            fixes=(lambda path=path: quick_fixes.remove(facts, path, applicability=quick_fixes.UNSAFE),),
        )
        return


def _depth(facts: Facts, path: str) -> int:
    """How far out the value at a path is written: 0 is the process itself."""
    value = facts.process.at(path)
    layers = [layer for layer, _ in facts.process.stack]
    return layers.index(value.layer) if value is not None and value.layer in layers else len(layers)


def _form(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _say(value: object) -> str:
    from dpone_si.hints import key_columns

    return ", ".join(key_columns(value))
