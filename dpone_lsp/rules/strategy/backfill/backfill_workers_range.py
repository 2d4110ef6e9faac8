"""`parallel_workers`, `max_chunks` and `lease_ttl_minutes` are whole numbers within bounds.

## Why
Workers: 1 to 256. Chunks: 1 to 1000000. Lease: 1 to 10080 minutes. Anything else is refused while an mssql load is compiled, and
elsewhere when the backfill is planned; a number in quotes counts as text.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      parallel_workers: 0
#                       ^ `parallel_workers` is `0`; it must be a whole number from 1 to 256
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      parallel_workers: 1
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```

```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      lease_ttl_minutes: "60"
#                        ^^^^ `lease_ttl_minutes` is the text `60`; it must be a whole number from 1 to 10080
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      lease_ttl_minutes: 60
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      parallel_workers: 256
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value

RULE = Rule(
    name="backfill-workers-range",
    code="DP488",
    group="strategy",
    severity="error",
    summary="`parallel_workers`, `max_chunks` and `lease_ttl_minutes` are whole numbers within bounds.",
    keys=(
        "sink.strategy.backfill.parallel_workers",
        "sink.strategy.backfill.max_chunks",
        "sink.strategy.backfill.lease_ttl_minutes",
    ),
    modes=("backfill",),
    fixable=True,
    owns=(Owned("backfill", ("parallel_workers", "max_chunks", "lease_ttl_minutes"), ("number", "number-text")),),
)

_BOUNDS = {"parallel_workers": 256, "max_chunks": 1_000_000, "lease_ttl_minutes": 10_080}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name, most in _BOUNDS.items():
        value = facts.process.at(f"sink.strategy.backfill.{name}")
        if value is None or value.data is UNKNOWN or (type(value.data) is int and 1 <= value.data <= most):
            continue
        yield Report(
            of_value(value),
            f"`{name}` is {show(value.node, value.data if value.is_scalar else value)}; it must be a whole number from 1 to {most}",
            fixes=(lambda value=value, most=most: _bounded(value, most),),
        )


def _bounded(value: Value, most: int) -> Fix | None:
    data = value.data
    if not value.is_scalar or isinstance(data, bool) or not isinstance(data, (int, str)):
        return None
    try:
        number = int(data)
    except ValueError:
        return None
    bounded = min(max(number, 1), most)
    edit = replace_value(value.layer.document, value.node, bounded)
    return Fix(f"Change to {bounded}", (edit,), applicability=None if bounded == number else "unsafe")
