"""The statistics in `source.options` fit together.

## Why
Deleted rows are changed rows, shares are not negative, and a table does not have fewer than no rows. The advisor compares the bare
numbers and decides on them.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {estimated_rows: 5000000, changed_percent: 0.02, delete_percent: 0.1}
#                                                                           ^^^ more rows are deleted (0.1) than changed (0.02)
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
  options: {estimated_rows: 5000000, changed_percent: 0.1, delete_percent: 0.02}
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
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="hint-contradiction",
    code="DP328",
    group="strategy",
    severity="warning",
    summary="The statistics in `source.options` fit together.",
    keys=("source.options.changed_percent", "source.options.delete_percent", "source.options.estimated_rows"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    reading = facts.reading
    if reading is None:
        return
    hints = reading.context
    for name in ("estimated_rows", "changed_percent", "delete_percent"):
        value = getattr(hints, name)
        if value is not None and value < 0:
            yield Report(value_place(facts, f"source.options.{name}"), f"`{name}` cannot be negative")
    changed, deleted = hints.changed_percent, hints.delete_percent
    if changed is not None and deleted is not None and deleted > changed >= 0:
        yield Report(
            value_place(facts, "source.options.delete_percent"),
            f"more rows are deleted ({deleted:g}) than changed ({changed:g})",
            related=because(facts, "source.options.changed_percent", "the share that changes"),
        )
