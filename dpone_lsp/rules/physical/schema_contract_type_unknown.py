"""A logical type that dpone does not know is taken for text without a word.

## Why
dpone accepts any name here. One that no target knows is not an error: the column is planned as something else, usually as text.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
schema_contract:
  columns:
    amount: {type: decmal}
#                  ^^^^^^ `decmal` is no type that dpone knows, and it says nothing about that
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
schema_contract:
  columns:
    amount: {type: decimal}
```

@txt A word that is no type of any engine:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
schema_contract: {columns: {amount: {type: roubles}}}
#                                          ^^^^^^^ `roubles` is no type that dpone knows, and it says nothing about that
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
schema_contract:
  columns:
    amount: {type: decimal}
    payload: {type: jsonb}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.schema_contract import LOGICAL_TYPES, base_type, columns, is_known_type
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode

RULE = Rule(
    name="schema-contract-type-unknown",
    code="DP713",
    group="physical",
    severity="warning",
    summary="A logical type that dpone does not know is taken for text without a word.",
    keys=("schema_contract.columns", "sink.options.schema_contract.columns"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for _, column in columns(facts, _is_odd):
        value = (column.view.get("type") or column.view.get("logical_type")) if column.is_mapping else None
        data = None if value is None else facts.process.plain_node(value.node)
        if value is None or not isinstance(data, str) or not data.strip():
            continue
        if is_known_type(data):
            continue
        word = base_type(data)
        near = nearest(word, LOGICAL_TYPES)
        if near is None:
            # With parameters it is a type of the target, such as `AggregateFunction(sum, Int64)`, and somebody's intention.
            if word.isidentifier() and word == data.strip().lower():
                yield Report(of_value(value), f"`{data}` is no type that dpone knows, and it says nothing about that")
            continue
        made = near + data.strip()[len(word) :]
        edit = replace_value(value.layer.document, value.node, made)
        yield Report(
            of_value(value),
            f"`{data}` is no type that dpone knows, and it says nothing about that",
            label=f"did you mean `{near}`?",
            fixes=(lambda edit=edit, made=made: Fix(f"Change to `{made}`", (edit,), applicability="unsafe"),),
        )


def _is_odd(column: Node) -> bool:
    if not isinstance(column, MappingNode):
        return True
    for key in ("type", "logical_type"):
        value = column.get(key)
        if isinstance(value, ScalarNode) and isinstance(value.value, str) and not is_known_type(value.value):
            return True
    return False
