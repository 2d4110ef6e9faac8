"""Names of SQL Server objects are plain identifiers: letters, digits and underscores.

## Why
dpone puts these names into statements without quoting them, and refuses every other character while it compiles the manifest.

## Fires
```yaml
name: shop_orders
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: order-lines}
#                            ^^^^^^^^^^^ `order-lines` is no plain SQL Server identifier: use letters, digits and underscores
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

In a batch the names come from the tables and from `naming`:
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: dbo, sink_table: "{{ src_table }}"}
#                                                                             ^^^^^^^^^^^^^^^^^ `order-items` is no plain SQL Server identifier: use letters, digits and underscores
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: mssql, connection_type: airflow, connection_id: dwh}
  state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
schemas:
  public:
    tables:
      - orders
      - order-items
```

## Stays silent
A schema may carry its database, and other databases quote their names:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: order-lines}}
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: Sales.dbo, name: orders}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="mssql-identifier-unsafe",
    code="DP207",
    group="endpoint",
    severity="error",
    # No gate by keys: in a batch the names come from the table entry and from `naming`.
    summary="Names of SQL Server objects are plain identifiers: letters, digits and underscores.",
)

_PARTS = ("database", "schema", "name")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.errors import StrategyIntelligenceError
    from dpone_si.load_config.names import name_sink, name_source

    for end, kind, read in (("source", facts.source_type, name_source), ("sink", facts.sink_type, name_sink)):
        if kind != "mssql":
            continue
        block = dict(facts.block(end))
        for holder in ("table", "staging"):
            derived = {part: facts.process.data(f"{end}.{holder}.{part}") for part in _PARTS}
            written = block.pop(holder, None) or {}
            named = {part: value for part, value in derived.items() if value is not None}
            if isinstance(written, dict):
                if written or named:
                    block[holder] = {**written, **named}
            else:
                block[holder] = written
        tables = [block.get(name) for name in ("table", "staging")]
        if any(not isinstance(table, dict) or UNKNOWN in table.values() for table in tables if table is not None):
            continue
        try:
            read(block)  # type: ignore[arg-type, operator]
        except StrategyIntelligenceError as fault:
            path = str(fault.key)
            yield Report(
                value_place(facts, path),
                f"`{facts.process.data(path, '')}` is no plain SQL Server identifier: use letters, digits and underscores",
                notes=(
                    "dpone refuses the manifest while it is compiled; a schema may be written as `database.schema`",
                ),
            )
