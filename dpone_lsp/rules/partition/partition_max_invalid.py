"""`max_partitions_per_run` is a whole number, 1 or more.

## Why
It keeps one run from replacing more partitions than meant. A negative number stops the load. Zero does not switch the guard off: it
means the default of 64, and an mssql sink refuses it.

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
    mode: partition_replace
    partition: {column: order_date, max_partitions_per_run: -1}
#                                                           ^^ `-1` is no number of partitions: write 1 or more
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
    mode: partition_replace
    partition: {column: order_date, max_partitions_per_run: 64}
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
    mode: partition_replace
    partition: {column: order_date, max_partitions_per_run: 365}
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
    name="partition-max-invalid",
    code="DP371",
    group="partition",
    severity="error",
    summary="`max_partitions_per_run` is a whole number, 1 or more.",
    keys=("sink.strategy.partition.max_partitions_per_run",),
    modes=("partition_replace", "backfill"),
    fixable=True,
)

_PATH = "sink.strategy.partition.max_partitions_per_run"
_DEFAULT = 64


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "partition_replace":
        return
    value, into_mssql = facts.process.data(_PATH), facts.sink_type == "mssql"
    if value is UNKNOWN or (value is None and not into_mssql):
        return
    number = _whole(value)
    if number is not None and number >= 1:
        return
    ignored = not value and not into_mssql
    yield Report(
        value_place(facts, _PATH),
        f"{value} means {_DEFAULT} here, not unlimited"
        if ignored
        else f"`{value}` is no number of partitions: write 1 or more",
        notes=(
            ()
            if ignored
            else ("dpone refuses the manifest while it is compiled",)
            if into_mssql
            else ("at run time the load fails before the target is touched; validation and plan do not notice",)
        ),
        severity="warning" if ignored else None,
        fixes=(
            lambda: quick_fixes.set_value(
                facts, _PATH, _DEFAULT, applicability=None if ignored else quick_fixes.UNSAFE
            ),
        ),
    )


def _whole(value: object) -> int | None:
    try:
        return int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
