"""A window must not be cut into more than 100,000 chunks.

## Why
`lookback` divided by `chunk_interval` is the number of chunks a run works through. dpone counts them only when the run freezes its
window, and then refuses.

## Fires
```yaml
name: orders_load
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: replace
    atomicity: target_atomic
    window:
      column: business_date
      anchor: data_interval_end
      lookback: P365D
      chunk_interval: PT1M
#                     ^^^^ the window is cut into 525,600 chunks; dpone allows 100,000
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: replace
    atomicity: target_atomic
    window:
      column: business_date
      anchor: data_interval_end
      lookback: P365D
      chunk_interval: P1D
```

## Stays silent
```yaml
name: orders_load
source: {type: clickhouse, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: replace
    atomicity: target_atomic
    window:
      column: business_date
      anchor: data_interval_end
      lookback: P365D
      chunk_interval: P1D
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.durations import seconds
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="window-lookback-too-many-chunks",
    code="DP786",
    group="performance",
    severity="error",
    summary="A window must not be cut into more than 100,000 chunks.",
    keys=("sink.strategy.window.lookback",),
    fixable=True,
)

_WINDOW = "sink.strategy.window"
_MAX = 100_000


def check(facts: Facts, context: Context) -> Iterator[Report]:
    chunk_path = f"{_WINDOW}.chunk_interval"
    written = facts.process.has(chunk_path)
    lookback = seconds(facts.process.text(f"{_WINDOW}.lookback") or "")
    chunk = seconds(facts.process.text(chunk_path) or "") if written else 86_400
    if not lookback or not chunk or -(-lookback // chunk) <= _MAX:
        return
    yield Report(
        value_place(facts, chunk_path) if written else missing_place(facts, chunk_path),
        f"the window is cut into {-(-lookback // chunk):,} chunks; dpone allows {_MAX:,}",
        related=because(facts, f"{_WINDOW}.lookback", "the length of the window"),
        fixes=(lambda: quick_fixes.set_value(facts, chunk_path, "P1D", applicability="unsafe"),)
        if written and lookback // 86_400 <= _MAX
        else (),
    )
