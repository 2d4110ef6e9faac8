"""`changed_percent` and `delete_percent` are shares from 0 to 1: 0.2 for 20 %.

## Why
dpone compares the bare number with 0.05, so every value of 1 or more passes, also a 2 that means 2 %. It is an error where the share
changes the strategy.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {estimated_rows: 20000000, changed_percent: 20, partition_column: order_date}
#                                                      ^^ `changed_percent` is a share: 20 is read as 2000 %
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
  options: {estimated_rows: 20000000, changed_percent: 0.2, partition_column: order_date}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
    unique_key: [order_id]
```

@txt Here the scale decides: 2 % would be merged.
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {estimated_rows: 20000000, changed_percent: 2, partition_column: order_date}
#                                                      ^ `changed_percent` is a share: 2 is read as 200 %
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
  options: {estimated_rows: 20000000, changed_percent: 0.02, partition_column: order_date}
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
  options: {estimated_rows: 20000000, changed_percent: 1.0, partition_column: order_date}
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

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="changed-percent-scale",
    code="DP318",
    group="strategy",
    severity="warning",
    summary="`changed_percent` and `delete_percent` are shares from 0 to 1: 0.2 for 20 %.",
    keys=("source.options.changed_percent", "source.options.delete_percent"),
    fixable=True,
    owns=(Owned("source_options", ("changed_percent", "delete_percent"), VALUE),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for hint in ("changed_percent", "delete_percent"):
        path = f"source.options.{hint}"
        value = _number(facts.process.data(path))
        if value is None or value <= 1:
            continue
        share = round(value / 100, 10)
        flips = _flips(facts, hint, share)
        yield Report(
            value_place(facts, path),
            f"`{hint}` is a share: {value:g} is read as {value * 100:g} %",
            related=because(facts, "sink.strategy.mode", f"auto picks {facts.mode} for it") if flips else (),
            notes=(f"as {share:g} auto would pick {flips}",) if flips else (f"write {share:g} for {value:g} %",),
            severity="error" if flips else None,
            fixes=(
                lambda path=path, share=share: quick_fixes.set_value(
                    facts, path, share, applicability=quick_fixes.UNSAFE
                ),
            )
            if share <= 1
            else (),
        )


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _flips(facts: Facts, hint: str, share: float) -> str | None:
    """The strategy auto would pick if the number was meant as a percentage; None when nothing changes."""
    if facts.requested_mode != vocabulary.AUTO or facts.decision is None:
        return None
    from dpone_si.advisor.what_if import what_if

    after = what_if(facts.reading.context, **{hint: share}).after.strategy_mode
    return after if after != facts.mode else None
