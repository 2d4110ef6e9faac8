"""`max_source_bytes` is a whole number of bytes, 1 or more.

## Why
dpone refuses zero, negative numbers, text and true/false while it compiles the manifest. The largest number is 9223372036854775807.

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
    mode: full_refresh
    max_source_bytes: "5000000"
#                     ^^^^^^^^^ '5000000' is no number of bytes: write a whole number from 1 to 9223372036854775807
```
becomes
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
    max_source_bytes: 5000000
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
    max_source_bytes: 5_000_000
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.scalars import whole_number

RULE = Rule(
    name="source-budget-range",
    code="DP217",
    group="endpoint",
    severity="error",
    summary="`max_source_bytes` is a whole number of bytes, 1 or more.",
    keys=("sink.strategy.max_source_bytes",),
    sinks=("clickhouse",),
    fixable=True,
    owns=(
        Owned("*", ("max_source_bytes",), ("number", "number-text")),
        Owned("strategy", ("max_source_bytes",), VALUE),
    ),
)

_PATH = "sink.strategy.max_source_bytes"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.load_config.source_budget import MAX_SOURCE_BYTES

    value = facts.process.data(_PATH)
    if value is UNKNOWN or (isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_SOURCE_BYTES):
        return
    number = (whole_number(value) or 0) if isinstance(value, str) and value.strip().isdecimal() else 0
    yield Report(
        value_place(facts, _PATH),
        f"{value!r} is no number of bytes: write a whole number from 1 to {MAX_SOURCE_BYTES}",
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, number),) if 0 < number <= MAX_SOURCE_BYTES else (),
    )
