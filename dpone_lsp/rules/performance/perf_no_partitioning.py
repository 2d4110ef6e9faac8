"""A large table is read by one worker.

## Why
With `source.options.partitioning` dpone reads ranges of the table in parallel. From a million estimated rows on this usually pays.
dpone has the advice, but never gives it, because its planner always fills in the key it looks for. The option `rows` of this rule
moves the limit.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    estimated_rows: 20_000_000
#                   ^^^^^^^^^^ about 20,000,000 rows are read by one worker; `source.options.partitioning` would read ranges in parallel
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
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
    estimated_rows: 20_000_000
    partitioning: {column: order_id, num_partitions: 8, bounds: auto}
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
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    estimated_rows: 20_000_000
    partitioning: {column: order_id, num_partitions: 8, bounds: auto}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```

```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    estimated_rows: 20_000
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
    name="perf-no-partitioning",
    code="DP780",
    group="performance",
    severity="hint",
    summary="A large table is read by one worker.",
    keys=("source.options.estimated_rows",),
    sources=("postgres", "mysql", "mssql", "clickhouse"),
    fixable=True,
    options=(RuleOption("rows", "whole", 1_000_000, "From how many estimated rows on a table is large.", 1),),
)

_ROWS = "source.options.estimated_rows"
_PARTITIONING = "source.options.partitioning"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    rows = facts.process.data(_ROWS)
    limit = context.option("rows")
    if not isinstance(rows, int) or isinstance(rows, bool) or rows < limit:
        return
    # The wire format from postgres to mssql is one file; parallel reading is refused there.
    if facts.process.has(_PARTITIONING) or (facts.source_type, facts.sink_type) == ("postgres", "mssql"):
        return
    key = facts.unique_key
    made = {"column": key[0] if key else "", "num_partitions": 8, "bounds": "auto"}
    yield Report(
        value_place(facts, _ROWS),
        f"about {rows:,} rows are read by one worker; `source.options.partitioning` would read ranges in parallel",
        fixes=(lambda: quick_fixes.add_key(facts, _PARTITIONING, made, applicability="unsafe"),)
        if len(key) == 1
        else (),
    )
