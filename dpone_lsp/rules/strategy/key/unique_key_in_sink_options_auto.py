"""`mode: auto` finds the unique key in `sink.strategy` or `source.options`, not in `sink.options`.

## Why
The load itself would take the key from `sink.options`, but the advisor does not look there: it decides as if there were no key, and the
process is loaded in another way than its author meant.

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
    mode: auto
  options:
    unique_key: [order_id]
#   ^^^^^^^^^^ auto does not look for the key here and picks full_refresh instead of incremental_merge
    log_sample_rows: 0
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
    mode: auto
    unique_key: [order_id]
  options:
    log_sample_rows: 0
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
    mode: auto
    unique_key: [order_id]
  options:
    unique_key: [order_id]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="unique-key-in-sink-options-auto",
    code="DP307",
    group="strategy",
    severity="error",
    summary="`mode: auto` finds the unique key in `sink.strategy` or `source.options`, not in `sink.options`.",
    keys=("sink.options.unique_key",),
    fixable=True,
)

_PATH = "sink.options.unique_key"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.requested_mode != vocabulary.AUTO or facts.decision is None:
        return
    from dpone_si.advisor import StrategyAdvisor
    from dpone_si.records import replace

    reading = facts.reading
    if reading.context.unique_key or not facts.unique_key:
        return
    meant = StrategyAdvisor().advise(replace(reading.context, unique_key=facts.unique_key)).strategy_mode
    if meant == facts.mode:
        return
    yield Report(
        key_place(facts, _PATH),
        f"auto does not look for the key here and picks {facts.mode} instead of {meant}",
        related=because(facts, "sink.strategy.mode", f"compiles to {facts.mode}"),
        fixes=(lambda: quick_fixes.move(facts, _PATH, "sink.strategy.unique_key"),),
    )
