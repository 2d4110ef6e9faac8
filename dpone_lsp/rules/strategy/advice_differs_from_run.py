"""`dpone strategy advise` and a run come to the same strategy.

## Why
The advisory command reads a manifest differently: an absent mode is `auto`, and `changed_percent`, `delete_percent` and `cdc_enabled`
count only as command-line switches, the unique key only in `sink.strategy`. Whoever trusts its advice is surprised by the run.

## Fires
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
#         ^^^^ a run uses partition_replace, but `dpone strategy advise` says incremental_merge
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
  options: {estimated_rows: 20000000, changed_percent: 0.01, partition_column: order_date}
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
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="advice-differs-from-run",
    code="DP329",
    group="strategy",
    severity="hint",
    summary="`dpone strategy advise` and a run come to the same strategy.",
    tier="strict",
    keys=("sink.strategy.mode", "sink.strategy"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    decision = facts.decision
    if decision is None:
        return
    from dpone_si.advisor import StrategyAdvisor
    from dpone_si.hints import key_columns
    from dpone_si.records import replace

    seen = replace(
        facts.reading.context,
        unique_key=key_columns(facts.process.data("sink.strategy.unique_key") or None),
        changed_percent=None,
        delete_percent=None,
        cdc_available=False,
        requested_mode=str(facts.authored_mode or vocabulary.AUTO),
    )
    advised = StrategyAdvisor().advise(seen).strategy_mode
    if advised == decision.strategy_mode:
        return
    yield Report(
        value_place(facts, "sink.strategy.mode"),
        f"a run uses {decision.strategy_mode}, but `dpone strategy advise` says {advised}",
        notes=(
            "the command reads an absent mode as auto",
            "it takes changed_percent, delete_percent and CDC from its switches, and the key from sink.strategy only",
        ),
    )
