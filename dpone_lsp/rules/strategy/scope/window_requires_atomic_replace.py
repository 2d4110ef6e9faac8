"""A rolling window works with `mode: replace`, `atomicity: target_atomic` and no other predicate.

## Why
dpone refuses every other combination while it compiles the manifest. The words are compared as they are written. Only the native wire
from ClickHouse to SQL Server uses `mode: partition_replace` instead.

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
    window: {column: created_at, anchor: data_interval_end, lookback: P7D}
#   ^^^^^^ a rolling window needs `atomicity: target_atomic`
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
    window: {column: created_at, anchor: data_interval_end, lookback: P7D}
    atomicity: target_atomic
```

@txt A second predicate would make the scope ambiguous:
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
    custom_predicate: region = 'EU'
    window: {column: created_at, anchor: data_interval_end, lookback: P7D}
#   ^^^^^^ a rolling window needs no custom_predicate
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
    window: {column: created_at, anchor: data_interval_end, lookback: P7D}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="window-requires-atomic-replace",
    code="DP390",
    group="strategy",
    severity="error",
    summary="A rolling window works with `mode: replace`, `atomicity: target_atomic` and no other predicate.",
    keys=("sink.strategy.window",),
    fixable=True,
)

_WINDOW = "sink.strategy.window"
_MODE = "sink.strategy.mode"
_ATOMICITY = "sink.strategy.atomicity"
_PREDICATES = ("source.options.custom_predicate", "sink.strategy.custom_predicate", "sink.strategy.portable_scope")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    native = process.data("source.options.native_transfer.wire.binary_format") == "mssql_native"
    needed = "partition_replace" if native else "replace"
    wrong = [
        (path, word)
        for path, word in ((_MODE, needed), (_ATOMICITY, "target_atomic"))
        if process.data(path) != word and process.data(path) is not UNKNOWN
    ]
    predicates = [path for path in _PREDICATES if process.data(path)]
    if not wrong and not predicates:
        return
    parts = [f"`{path.rpartition('.')[2]}: {word}`" for path, word in wrong]
    parts += [f"no {path.rpartition('.')[2]}" for path in predicates]
    yield Report(
        key_place(facts, _WINDOW),
        f"a rolling window needs {' and '.join(parts)}",
        related=tuple(
            one
            for path in (*(path for path, _ in wrong), *predicates)
            for one in because(facts, path, "does not go with a window")
        ),
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: _cure(facts, wrong),) if not predicates and all(path == _ATOMICITY for path, _ in wrong) else (),
    )


def _cure(facts: Facts, wrong: list[tuple[str, str]]) -> Fix | None:
    path, word = wrong[0]
    return quick_fixes.set_value(facts, path, word)
