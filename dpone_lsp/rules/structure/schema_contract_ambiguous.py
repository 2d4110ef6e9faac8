"""The schema contract stands once, or twice with the very same content.

## Why
dpone accepts it at the top of the process and in `sink.options`; when both are there and differ it refuses the manifest.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  options:
    apply_table_metadata: true
    schema_contract: {enforcement: strict}
schema_contract: {enforcement: warn}
#^^^^^^^^^^^^^^ this schema contract differs from the one in `sink.options`, and dpone refuses the manifest
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
  options:
    apply_table_metadata: true
schema_contract: {enforcement: warn}
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
  options:
    apply_table_metadata: true
    schema_contract: {enforcement: strict}
schema_contract: {enforcement: strict}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import delete_pair
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Related, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import MappingNode, walk

RULE = Rule(
    name="schema-contract-ambiguous",
    code="DP182",
    group="structure",
    severity="error",
    summary="The schema contract stands once, or twice with the very same content.",
    keys=("sink.options.schema_contract",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    top, option = process.at("schema_contract"), process.at("sink.options.schema_contract")
    if top is None or option is None or top.is_null or option.is_null:
        return
    one, other = process.plain(top), process.plain(option)
    if one is UNKNOWN or other is UNKNOWN or "UNKNOWN" in repr((one, other)) or one == other:
        return
    yield Report(
        Place(top.layer.document, top.key),
        "this schema contract differs from the one in `sink.options`, and dpone refuses the manifest",
        related=(Related(Place(option.layer.document, option.key), "the other one"),),
        fixes=(lambda: _remove(option),),
    )


def _remove(option: Value) -> Fix | None:
    document = option.layer.document
    root = document.root
    nodes = [] if root is None else [node for node in walk(root) if isinstance(node, MappingNode)]
    owner = next((node for node in nodes if any(pair[0] is option.key for pair in node.pairs)), None)
    edit = None if owner is None else delete_pair(document, owner, option.key)
    return None if edit is None else Fix("Remove the copy in `sink.options`", (edit,), "unsafe")
