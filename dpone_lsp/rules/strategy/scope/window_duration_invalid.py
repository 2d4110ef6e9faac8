"""`lookback` and `chunk_interval` are ISO 8601 durations of days, hours, minutes and seconds.

## Why
dpone refuses weeks, months, years, zero and words while it compiles the manifest: a window must have the same length in every month.

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
    mode: replace
    atomicity: target_atomic
    window: {column: created_at, anchor: data_interval_end, lookback: 7 days}
#                                                                     ^^^^^^ `7 days` is no duration that dpone takes; write P7D
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
    mode: replace
    atomicity: target_atomic
    window: {column: created_at, anchor: data_interval_end, lookback: P7D}
```

@txt
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: replace
    atomicity: target_atomic
    window: {column: created_at, anchor: data_interval_end, lookback: P1W}
#                                                                     ^^^ `P1W` is no duration that dpone takes; write P7D
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
    mode: replace
    atomicity: target_atomic
    window: {column: created_at, anchor: data_interval_end, lookback: P7D}
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
    mode: replace
    atomicity: target_atomic
    window: {column: created_at, anchor: data_interval_end, lookback: P1DT12H, chunk_interval: PT6H}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="window-duration-invalid",
    code="DP392",
    group="strategy",
    severity="error",
    summary="`lookback` and `chunk_interval` are ISO 8601 durations of days, hours, minutes and seconds.",
    keys=("sink.strategy.window.lookback", "sink.strategy.window.chunk_interval"),
    fixable=True,
)

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,6})?)S)?)?")
_WORDS = re.compile(r"P?T?\s*(\d+)\s*(weeks?|days?|hours?|minutes?|min|seconds?|sec|[wdhms])", re.IGNORECASE)
_UNITS = {"w": "P{}D", "d": "P{}D", "h": "PT{}H", "m": "PT{}M", "s": "PT{}S"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name in ("lookback", "chunk_interval"):
        path = f"sink.strategy.window.{name}"
        value = facts.process.data(path)
        if not facts.process.has(path) or value is UNKNOWN or _is_duration(value):
            continue
        meant = _meant(value)
        hint = f"; write {meant}" if meant else "; write it like P7D or PT12H"
        yield Report(
            value_place(facts, path),
            f"`{value}` is no duration that dpone takes{hint}",
            notes=(
                "dpone refuses the manifest while it is compiled: a duration is a positive number of days, hours, minutes and seconds",
            ),
            fixes=(lambda path=path, meant=meant: quick_fixes.set_value(facts, path, meant),) if meant else (),
        )


def _is_duration(value: object) -> bool:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or not isinstance(value, str) or value.endswith("T"):
        return False
    seconds = sum(float(part or 0) * size for part, size in zip(match.groups(), (86_400, 3_600, 60, 1), strict=True))
    return 0 < seconds < 86_400 * 1_000_000_000


def _meant(value: object) -> str | None:
    match = _WORDS.fullmatch(str(value).strip())
    if match is None or int(match.group(1)) == 0:
        return None
    unit = match.group(2)[0].lower()
    if unit == "m" and str(value).strip().upper().startswith("P") and "T" not in str(value).upper():
        return None  # P1M is a month.
    return _UNITS[unit].format(int(match.group(1)) * (7 if unit == "w" else 1))
