"""The statistics are not so close to a threshold that the next change of them flips the strategy.

## Why
auto compares `estimated_rows` with 1,000,000 and `changed_percent` with 0.05. A number within 10 % of its threshold
crosses it with the next measurement, and the load changes its strategy. Pin the mode when that would be a surprise.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    estimated_rows: 20000000
    changed_percent: 0.052
#                    ^^^^^ 4 % from a threshold: `changed_percent` below 0.05 gives incremental_merge instead of partition_replace
    partition_column: order_date
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
    unique_key: [order_id]
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    estimated_rows: 20000000
    changed_percent: 0.052
    partition_column: order_date
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: partition_replace
    unique_key: [order_id]
    partition: {column: order_date}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    estimated_rows: 20000000
    changed_percent: 0.2
    partition_column: order_date
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
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule, RuleOption
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="decision-fragile",
    code="DP330",
    group="strategy",
    severity="information",
    summary="The statistics are not so close to a threshold that the next change of them flips the strategy.",
    tier="strict",
    keys=("source.options.estimated_rows", "source.options.changed_percent"),
    fixable=True,
    options=(RuleOption("margin", "number", 0.1, "How close to a threshold is close, as a fraction of it.", 0, 1),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    decision = facts.decision
    if facts.requested_mode != vocabulary.AUTO or decision is None or decision.trace is None:
        return
    from dpone_si.advisor.what_if import margins

    allowed = context.option("margin")
    for margin in margins(decision.trace):
        ratio = margin.ratio
        if ratio is None or abs(ratio - 1) > allowed:
            continue
        path = f"source.options.{margin.hint}"
        if facts.process.has(path):
            yield Report(
                value_place(facts, path),
                f"{abs(ratio - 1) * 100:.3g} % from a threshold: {margin.sentence()} instead of {decision.strategy_mode}",
                related=because(facts, "sink.strategy.mode", f"compiles to {decision.strategy_mode}"),
                notes=("pin the mode if the strategy must not change with the next measurement",),
                fixes=(lambda: _pinned(facts),),
            )


def _pinned(facts: Facts) -> Fix | None:
    pin = quick_fixes.set_value(facts, "sink.strategy.mode", facts.mode)
    hint = facts.process.text("source.options.partition_column")
    if (
        pin is None
        or facts.mode != "partition_replace"
        or not hint
        or facts.process.has("sink.strategy.partition.column")
    ):
        return pin
    # Only auto hands the column of the source options on.
    column = quick_fixes.addition(facts, "sink.strategy.partition.column", hint)
    return None if column is None else Fix(pin.title, (*pin.edits, column))
