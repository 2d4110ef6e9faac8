"""A backfill without `chunk` is one single, unbounded load.

## Why
The chunk block says which column, range and step the history is cut by. `dpone run` without it reads everything in one go and
cannot resume; `dpone backfill plan` and `dpone backfill run` refuse to work at all.

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
    mode: backfill
    partition: {column: business_date}
    backfill:
#   ^^^^^^^^ this backfill has no `chunk`, so it is one unbounded load and the backfill commands refuse it
      inner_mode: partition_replace
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
    mode: backfill
    partition: {column: business_date}
    backfill:
      inner_mode: partition_replace
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: "1mo"}
```

@txt An empty one cuts nothing:
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: {mode: backfill, unique_key: [order_id], backfill: {inner_mode: incremental_merge, chunk: {}}}
#                                                                                                     ^^ this `chunk` is empty, so there is nothing to cut the load by
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
    mode: backfill
    partition: {column: business_date}
    backfill:
      inner_mode: partition_replace
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import insert_key
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.tree import MappingNode

RULE = Rule(
    name="backfill-chunk-missing",
    code="DP483",
    group="strategy",
    severity="warning",
    summary="A backfill without `chunk` is one single, unbounded load.",
    modes=("backfill",),
    fixable=True,
)

_BLOCK = "sink.strategy.backfill"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    chunk = process.data(f"{_BLOCK}.chunk")
    if not chunk and chunk is not None and chunk is not UNKNOWN:
        yield Report(
            value_place(facts, f"{_BLOCK}.chunk"),
            "this `chunk` is empty, so there is nothing to cut the load by",
            notes=("dpone refuses the manifest while it is compiled",) if facts.sink_type == "mssql" else (),
            severity="error" if facts.sink_type == "mssql" else None,
        )
        return
    if process.has(f"{_BLOCK}.chunk") or process.data(_BLOCK) is UNKNOWN:
        return
    yield Report(
        missing_place(facts, f"{_BLOCK}.chunk"),
        "this backfill has no `chunk`, so it is one unbounded load and the backfill commands refuse it",
        related=because(facts, "sink.strategy.mode", "this mode is made for chunks"),
        fixes=(lambda: _skeleton(facts),),
    )


def _skeleton(facts: Facts) -> Fix | None:
    block = facts.process.at(_BLOCK)
    column = facts.process.text("sink.strategy.partition.column")
    if block is None or not isinstance(block.node, MappingNode) or not column:
        return None
    chunk = {"column": column, "from": "2025-01-01", "to": "2025-12-31", "step": "1mo"}
    edit = insert_key(block.layer.document, block.node, "chunk", chunk)
    return None if edit is None else Fix("Add a `chunk` block (set its range)", (edit,), applicability="unsafe")
