"""`cdc_enabled` makes `auto` pick cdc_apply, which no database sink can run.

## Why
With a change feed and a unique key the advisor picks cdc_apply for every sink, but only Kafka implements it. An mssql sink refuses the
manifest while it is compiled; the other databases stop the run.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {cdc_enabled: true}
#                        ^^^^ with this auto picks cdc_apply, and the clickhouse sink cannot apply changes
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {cdc_enabled: false}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
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
  options: {cdc_enabled: true}
sink:
  type: kafka
  connection_type: airflow
  connection_id: dwh
  topic: orders
  strategy:
    mode: auto
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
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="auto-cdc-apply-unsupported-sink",
    code="DP322",
    group="strategy",
    severity="error",
    summary="`cdc_enabled` makes `auto` pick cdc_apply, which no database sink can run.",
    keys=("source.options.cdc_enabled",),
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
    modes=("cdc_apply",),
    fixable=True,
)

_PATH = "source.options.cdc_enabled"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.requested_mode != vocabulary.AUTO:
        return
    yield Report(
        value_place(facts, _PATH),
        f"with this auto picks cdc_apply, and the {facts.sink_type} sink cannot apply changes",
        related=because(facts, "sink.strategy.mode", "compiles to cdc_apply"),
        notes=("at run time the load fails; the advisor does not ask whether the sink can do it",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, False),),
    )
