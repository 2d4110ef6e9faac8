"""The source can extract rows for the mode.

## Why
Every source has its own ways to read. A ClickHouse source can neither merge, nor compare snapshots, nor keep history; an mssql source
compares no snapshots; changes are read from Kafka only. The manifest compiles and plans, and the run stops before it reads a row.
`auto` does not ask the source either.

## Fires
```yaml
name: shop_orders
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
#         ^^^^^^^^^^^^^^^^^ a source of type clickhouse cannot be read for incremental_merge
    unique_key: [order_id]
```

## Stays silent
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
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

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="source-mode-unsupported",
    code="DP332",
    group="strategy",
    severity="warning",
    summary="The source can extract rows for the mode.",
    keys=("source.type",),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    mode, source = facts.mode, facts.source_type
    known = vocabulary.MODES_BY_SOURCE.get(source or "")
    if mode is None or known is None or mode in known:
        return
    if mode == "cdc_apply" and facts.sink_type != "kafka":
        return  # The sink cannot do it either, and says so.
    yield Report(
        value_place(facts, "sink.strategy.mode"),
        f"a source of type {source} cannot be read for {mode}",
        related=because(facts, "source.type", "this source"),
        notes=(
            f"it can be read for {', '.join(known)}",
            "at run time the load stops before it reads a row; validation and plan do not notice",
        ),
    )
