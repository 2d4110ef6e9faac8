"""A Kafka endpoint names its topic: `topic` or `table.name`.

## Why
Without it a source has nothing to read and a sink nowhere to write; the run stops there.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
#^^^ the Kafka sink names no topic: neither `topic` nor `table.name` is set
  type: kafka
  connection_type: airflow
  connection_id: bus
  strategy:
    mode: incremental_append
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: bus
  strategy:
    mode: incremental_append
  topic: ""
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: bus
  table: {name: orders.events}
  strategy:
    mode: incremental_append
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="kafka-topic-missing",
    code="DP520",
    group="strategy",
    severity="error",
    summary="A Kafka endpoint names its topic: `topic` or `table.name`.",
    keys=("source", "sink"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    for end, kind in (("source", facts.source_type), ("sink", facts.sink_type)):
        if kind != "kafka":
            continue
        names = [process.data(f"{end}.{path}") for path in ("topic", "table.name", "options.topic")]
        if any(name or name is UNKNOWN for name in names):
            continue
        yield Report(
            value_place(facts, f"{end}.topic"),
            f"the Kafka {end} names no topic: neither `topic` nor `table.name` is set",
            notes=("at run time the load stops before it moves a row; validation and plan do not notice",),
            fixes=(lambda end=end: quick_fixes.add_key(facts, f"{end}.topic", "", applicability=quick_fixes.UNSAFE),),
        )
