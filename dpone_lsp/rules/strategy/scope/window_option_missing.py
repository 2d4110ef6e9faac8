"""A rolling window names its `column`, `anchor` and `lookback`.

## Why
dpone refuses a window without one of the three, or with a column that is no plain identifier, while it compiles the manifest.

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
    window: {column: created_at, lookback: P7D}
#   ^^^^^^ the window lacks `anchor`
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
    window: {column: created_at, lookback: P7D, anchor: data_interval_end}
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
    window: {column: created_at, lookback: P7D, anchor: data_interval_end}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import key_place, of_value, value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.tree import MappingNode

RULE = Rule(
    name="window-option-missing",
    code="DP394",
    group="strategy",
    severity="error",
    summary="A rolling window names its `column`, `anchor` and `lookback`.",
    keys=("sink.strategy.window",),
    fixable=True,
)

_WINDOW = "sink.strategy.window"
_DEFAULTS = {"column": "", "anchor": "data_interval_end", "lookback": "P1D"}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NOTES = ("dpone refuses the manifest while it is compiled",)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    found = facts.process.at(_WINDOW)
    window = facts.process.data(_WINDOW)
    if found is None or window is UNKNOWN:
        return
    if not isinstance(window, dict):
        yield Report(of_value(found), "a rolling window is a mapping with column, anchor and lookback", notes=_NOTES)
        return
    # A misspelt key has its own finding and its own cure.
    spelt = [nearest(key, _DEFAULTS) for key in window if isinstance(key, str) and key not in _DEFAULTS]
    missing = [name for name in _DEFAULTS if name not in window and name not in spelt]
    if missing:
        yield Report(
            key_place(facts, _WINDOW),
            f"the window lacks {' and '.join(f'`{name}`' for name in missing)}",
            notes=_NOTES,
            fixes=(lambda: _completed(facts, missing),),
        )
    column = facts.process.data(f"{_WINDOW}.column")
    if "column" in window and column is not UNKNOWN and not (isinstance(column, str) and _IDENTIFIER.fullmatch(column)):
        yield Report(
            value_place(facts, f"{_WINDOW}.column"),
            f"`{column}` is no plain column name: use letters, digits and underscores",
            notes=_NOTES,
        )


def _completed(facts: Facts, missing: list[str]) -> Fix | None:
    found = facts.process.at(_WINDOW)
    if found is None or not isinstance(found.node, MappingNode):
        return None
    guessed = missing != ["anchor"]
    name = missing[0]
    return quick_fixes.add_key(
        facts, f"{_WINDOW}.{name}", _DEFAULTS[name], applicability=quick_fixes.UNSAFE if guessed else None
    )
