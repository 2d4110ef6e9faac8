"""A column of a schema contract is a mapping such as `{type: decimal}`.

## Why
A bare type name is refused by `dpone plan` and by the run; `dpone manifest validate` does not look.

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
    amount: decimal
#           ^^^^^^^ column `amount` is `decimal`; it must be a mapping such as {type: decimal}
```
becomes
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
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.checks.schema_contract import columns
from dpone_lsp.fixes.edits import flow_text, value_span
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Edit, Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode

RULE = Rule(
    name="schema-contract-column-shape",
    code="DP712",
    group="physical",
    severity="error",
    summary="A column of a schema contract is a mapping such as `{type: decimal}`.",
    keys=("schema_contract.columns", "sink.options.schema_contract.columns"),
    fixable=True,
    owns=(Owned("schema_contract.columns", kinds=VALUE),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name, column in columns(facts, lambda node: not isinstance(node, MappingNode)):
        if column.is_mapping:
            continue
        data = facts.process.plain(column)
        if data is UNKNOWN or isinstance(data, dict):
            continue
        yield Report(
            of_value(column),
            f"column `{name}` is {show(column.node, data)}; it must be a mapping such as {{type: decimal}}",
            fixes=(lambda column=column: _typed(column),),
        )


def _typed(column: Value) -> Fix | None:
    node = column.node
    if not isinstance(node, ScalarNode) or not node.text:
        return None
    start, end = value_span(column.layer.document, node)
    made = flow_text({"type": node.text})
    return Fix(f"Write `{made}`", (Edit(column.layer.document, start, end, made),))
