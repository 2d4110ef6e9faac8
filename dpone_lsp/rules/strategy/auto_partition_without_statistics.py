"""A partition column is a hint for `auto` only together with row statistics.

## Why
auto replaces whole partitions when at least 1,000,000 rows are estimated and at least 5 % of them change per run. Otherwise the
partition column changes nothing.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {partition_column: order_date, estimated_rows: 20000000}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
#         ^^^^ the partition column is not used: `changed_percent` is unset (needs >= 0.05); auto picks incremental_merge
    unique_key: [order_id]
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {partition_column: order_date, estimated_rows: 20000000, changed_percent: 0.2}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
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
    name="auto-partition-without-statistics",
    code="DP320",
    group="strategy",
    severity="hint",
    summary="A partition column is a hint for `auto` only together with row statistics.",
    keys=("source.options.partition_column", "sink.strategy.partition.column"),
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if (
        facts.requested_mode != vocabulary.AUTO
        or facts.decision is None
        or facts.decision.reasons[0].code.startswith("clickhouse_mssql")
    ):
        return
    step = next((step for step in facts.decision.trace.steps if step.rung.strategy == "partition_replace"), None)
    if facts.mode in ("partition_replace", "cdc_apply") or step is None:
        return
    failed = [outcome.sentence() for outcome in step.outcomes if not outcome.holds]
    yield Report(
        value_place(facts, "sink.strategy.mode"),
        f"the partition column is not used: {failed[0] if failed else 'an earlier rule applies'}; auto picks {facts.mode}",
        related=tuple(
            related
            for path in ("source.options.partition_column", "sink.strategy.partition.column")
            for related in because(facts, path, "this partition column")
        ),
        notes=tuple(failed[1:]),
    )
