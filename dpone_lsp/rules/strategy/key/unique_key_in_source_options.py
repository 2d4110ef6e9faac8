"""The unique key belongs to `sink.strategy`.

## Why
A run also finds it in `source.options`, but `dpone strategy advise` does not: it advises as if there were no key.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {unique_key: [order_id], batch_size: 50000}
#           ^^^^^^^^^^ the unique key belongs to `sink.strategy`; `dpone strategy advise` does not see it here
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {batch_size: 50000}
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
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="unique-key-in-source-options",
    code="DP308",
    group="strategy",
    severity="hint",
    summary="The unique key belongs to `sink.strategy`.",
    keys=("source.options.unique_key",),
    fixable=True,
)

_PATH = "source.options.unique_key"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if not facts.process.data(_PATH) or facts.process.has("sink.strategy.unique_key"):
        return
    yield Report(
        key_place(facts, _PATH),
        "the unique key belongs to `sink.strategy`; `dpone strategy advise` does not see it here",
        fixes=(lambda: quick_fixes.move(facts, _PATH, "sink.strategy.unique_key"),),
    )
