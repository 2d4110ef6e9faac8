"""`partition_replace` needs the column that says which partition a row belongs to.

## Why
dpone replaces whole partitions of the target; without `sink.strategy.partition.column` it cannot know which ones. With an mssql sink the
manifest is refused while it is compiled; with every other sink the load fails after extraction. `source.options.partition_column` is
only read when the mode is `auto`.

## Fires
```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
# ^^^^^^^^ partition_replace needs `sink.strategy.partition.column`, and no layer sets it
    mode: partition_replace
```

The column that the source names is the natural one:
```yaml
name: sales_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    partition_column: business_date
#                     ^^^^^^^^^^^^^ partition_replace needs `sink.strategy.partition.column`; this hint is only read when the mode is auto
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: partition_replace # whole days
```
becomes
```yaml
name: sales_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    partition_column: business_date
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: partition_replace # whole days
    partition: {column: business_date}
```

## Stays silent
```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: partition_replace
    partition: {column: business_date}
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
    name="partition-column-missing",
    code="DP300",
    group="strategy",
    severity="error",
    summary="`partition_replace` needs the column that says which partition a row belongs to.",
    modes=("partition_replace", "backfill"),
    fixable=True,
)

_COLUMN = "sink.strategy.partition.column"
_HINT = "source.options.partition_column"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.requested_mode == "auto" or facts.applied_mode != "partition_replace":
        return
    process = facts.process
    if facts.mode == "backfill" and facts.sink_type != "mssql" and not facts.block("sink.strategy.backfill"):
        return  # A backfill without its block is only taken apart by an mssql sink.
    column = process.data(_COLUMN)
    block = process.data("sink.strategy.partition")
    if block and not isinstance(block, dict):
        return  # `partition-not-mapping` says it.
    # A bare `off` is told by `yaml-boolean-trap`.
    if column or column is UNKNOWN or column is False or block is UNKNOWN or process.has("sink.strategy.window"):
        return
    hint = process.text(_HINT)
    notes = ("at run time the load fails after extraction, before the target is touched",)
    if hint:
        yield Report(
            value_place(facts, _HINT),
            "partition_replace needs `sink.strategy.partition.column`; this hint is only read when the mode is auto",
            related=because(facts, "sink.strategy.mode", "this mode replaces whole partitions"),
            notes=notes,
            fixes=(lambda: _add_column(facts, hint),),
        )
        return
    yield Report(
        value_place(facts, _COLUMN) if process.has(_COLUMN) else missing_place(facts, _COLUMN),
        "partition_replace needs `sink.strategy.partition.column`, and no layer sets it",
        related=because(facts, "sink.strategy.mode", "this mode replaces whole partitions"),
        notes=notes,
        label="no `partition.column` here or in any layer below",
    )


def _add_column(facts: Facts, column: str) -> Fix | None:
    strategy = facts.process.at("sink.strategy")
    if strategy is None or not isinstance(strategy.node, MappingNode) or facts.process.has("sink.strategy.partition"):
        return None
    edit = insert_key(strategy.layer.document, strategy.node, "partition", {"column": column})
    return None if edit is None else Fix(f"Add `partition: {{column: {column}}}`", (edit,))
