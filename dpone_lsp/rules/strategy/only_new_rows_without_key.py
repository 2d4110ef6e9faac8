"""`only_new_rows` needs a unique key to tell which rows are new.

## Why
An mssql sink refuses the manifest while it is compiled, the other databases fail after extraction.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    only_new_rows: true
#                  ^^^^ `only_new_rows` needs `unique_key`, and no layer sets it
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    only_new_rows: true
    unique_key: []
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    only_new_rows: true
    unique_key: [order_id]
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
    name="only-new-rows-without-key",
    code="DP310",
    group="strategy",
    severity="error",
    summary="`only_new_rows` needs a unique key to tell which rows are new.",
    keys=("sink.strategy.only_new_rows",),
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
    modes=("incremental_append",),
    fixable=True,
)

_PATH = "sink.strategy.only_new_rows"
_KEY = "sink.strategy.unique_key"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    keys = [process.data(path) for path in (_KEY, "source.options.unique_key", "sink.options.unique_key")]
    if not process.data(_PATH) or any(key or key is UNKNOWN for key in keys):
        return
    yield Report(
        value_place(facts, _KEY if process.has(_KEY) else _PATH),
        "`only_new_rows` needs `unique_key`, and no layer sets it",
        notes=(
            "dpone refuses the manifest while it is compiled"
            if facts.sink_type == "mssql"
            else "at run time the load fails after extraction; validation and plan do not notice",
        ),
        fixes=(lambda: quick_fixes.add_key(facts, _KEY, [], applicability=quick_fixes.UNSAFE),),
    )
