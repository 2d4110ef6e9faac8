"""`max_source_bytes` belongs to `sink.strategy`.

## Why
dpone refuses a byte budget among the options of an endpoint while it compiles the manifest.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {max_source_bytes: 1000000, batch_size: 50000}
#           ^^^^^^^^^^^^^^^^ `max_source_bytes` is no option of the source: it belongs to `sink.strategy`
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
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
    mode: full_refresh
    max_source_bytes: 1000000
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
    mode: full_refresh
    max_source_bytes: 1000000
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
    name="source-budget-misplaced",
    code="DP215",
    group="endpoint",
    severity="error",
    summary="`max_source_bytes` belongs to `sink.strategy`.",
    keys=("source.options.max_source_bytes", "sink.options.max_source_bytes"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for end in ("source", "sink"):
        path = f"{end}.options.max_source_bytes"
        if facts.process.has(path):
            yield Report(
                key_place(facts, path),
                f"`max_source_bytes` is no option of the {end}: it belongs to `sink.strategy`",
                notes=("dpone refuses the manifest while it is compiled",),
                fixes=(lambda path=path: quick_fixes.move(facts, path, "sink.strategy.max_source_bytes"),),
            )
