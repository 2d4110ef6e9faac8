"""`partition` is a mapping with at least a `column`.

## Why
Plain text is not taken for the column: the load fails when it looks for it.

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
    mode: partition_replace
    partition: business_date
#              ^^^^^^^^^^^^^ `partition` is a mapping such as `{column: business_date}`
```
becomes
```yaml
name: shop_orders
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

## Stays silent
```yaml
name: shop_orders
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

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="partition-not-mapping",
    code="DP370",
    group="partition",
    severity="error",
    summary="`partition` is a mapping with at least a `column`.",
    keys=("sink.strategy.partition",),
    modes=("partition_replace", "backfill"),
    fixable=True,
    owns=(Owned("strategy", ("partition",), VALUE),),
)

_PATH = "sink.strategy.partition"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "partition_replace":
        return
    found, value = facts.process.at(_PATH), facts.process.data(_PATH)
    if found is None or not value or isinstance(value, dict):
        return
    yield Report(
        of_value(found),
        "`partition` is a mapping such as `{column: business_date}`",
        notes=("at run time the load fails before the target is touched; validation and plan do not notice",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, {"column": value}),) if isinstance(value, str) else (),
    )
