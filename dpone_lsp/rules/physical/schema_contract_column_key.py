"""A column of a schema contract knows six keys.

## Why
They are `type`, `logical_type`, `precision`, `scale`, `nullable` and `timezone`. Any other is refused by `dpone plan` and by the
run, so a misspelt `precision` does not silently lose digits.

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
    amount: {type: decimal, precison: 18, scale: 4}
#                           ^^^^^^^^ `precison` is no key of `schema_contract.columns.amount`, and dpone refuses it
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
    amount: {type: decimal, precision: 18, scale: 4}
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
    amount: {type: decimal, precision: 18, scale: 4}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dpone_lsp.checks.closed_blocks import unknown_key
from dpone_lsp.checks.schema_contract import COLUMN_KEYS, columns
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode, Node

RULE = Rule(
    name="schema-contract-column-key",
    code="DP711",
    group="physical",
    severity="error",
    summary="A column of a schema contract knows six keys.",
    keys=("schema_contract.columns", "sink.options.schema_contract.columns"),
    fixable=True,
    owns=(Owned("contract_column", kinds=("unknown", *VALUE)),),
)

_KNOWN: Final = frozenset(COLUMN_KEYS)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name, column in columns(facts, _is_odd):
        view = column.view
        for key in view.keys():
            found = view.get(key)
            if found is not None and key not in COLUMN_KEYS:
                label = f"schema_contract.columns.{name}"
                yield unknown_key(found.layer.document, found.key, str(key), label, COLUMN_KEYS, taken=view.keys())


def _is_odd(column: Node) -> bool:
    return not isinstance(column, MappingNode) or not column.entries.keys() <= _KNOWN
