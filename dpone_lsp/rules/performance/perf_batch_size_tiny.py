"""A tiny batch size makes a round trip of every few rows.

## Why
Bulk loads are written in batches; below about a hundred rows most of the time goes into the round trips. The default is 10000. The
option `rows` of this rule moves the limit.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 10
#               ^^ a batch of 10 rows is tiny for a bulk load; the default is 10000
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```
becomes (unsafe)
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 10000
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```

## Stays silent
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 500
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule, RuleOption
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="perf-batch-size-tiny",
    code="DP784",
    group="performance",
    severity="hint",
    summary="A tiny batch size makes a round trip of every few rows.",
    keys=("source.options.batch_size", "sink.options.batch_size"),
    sources=("postgres", "mysql", "mssql", "clickhouse"),
    fixable=True,
    options=(RuleOption("rows", "whole", 100, "Below how many rows a batch is tiny.", 1),),
)

_PATHS = ("source.options.batch_size", "sink.options.batch_size")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    limit = context.option("rows")
    for path in _PATHS:
        size = facts.process.data(path)
        if type(size) is not int or not 1 <= size < limit:
            continue
        yield Report(
            value_place(facts, path),
            f"a batch of {size} rows is tiny for a bulk load; the default is 10000",
            fixes=(lambda path=path: quick_fixes.set_value(facts, path, 10_000, applicability="unsafe"),),
        )
