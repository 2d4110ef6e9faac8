"""No database sink applies changes: `cdc_apply` works for Kafka only.

## Why
An mssql sink refuses the manifest while it is compiled; the other databases stop the run after extraction.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: cdc_apply
#         ^^^^^^^^^ the clickhouse sink cannot apply changes; only Kafka can
    unique_key: [order_id]
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
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: dwh
  topic: orders
  strategy:
    mode: cdc_apply
    unique_key: [order_id]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="cdc-apply-sink-unsupported",
    code="DP422",
    group="strategy",
    severity="error",
    summary="No database sink applies changes: `cdc_apply` works for Kafka only.",
    keys=("sink.strategy.mode",),
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
    modes=("cdc_apply",),
    fixable=True,
    owns=(Owned("cdc", kinds=VALUE),),
)

_PATH = "sink.strategy.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.requested_mode != "cdc_apply":
        return
    yield Report(
        value_place(facts, _PATH),
        f"the {facts.sink_type} sink cannot apply changes; only Kafka can",
        related=because(facts, "sink.type", "this sink has no cdc_apply"),
        notes=(
            "dpone refuses the manifest while it is compiled"
            if facts.sink_type == "mssql"
            else "at run time the load fails; validation and plan do not notice",
        ),
        fixes=(
            lambda: quick_fixes.set_value(facts, _PATH, "incremental_merge"),
            lambda: quick_fixes.set_value(facts, _PATH, "snapshot_diff"),
        ),
    )
