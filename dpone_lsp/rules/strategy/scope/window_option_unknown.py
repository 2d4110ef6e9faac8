"""A rolling window has no keys but `column`, `anchor`, `lookback`, `chunk_interval` and `timezone`.

## Why
dpone refuses a window with any other key while it compiles the manifest.

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
    window: {column: created_at, anchor: data_interval_end, look_back: P7D}
#                                                           ^^^^^^^^^ `look_back` is no key of a rolling window; did you mean `lookback`?
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
    window: {column: created_at, anchor: data_interval_end, lookback: P7D, chunk_interval: P1D}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="window-option-unknown",
    code="DP395",
    group="strategy",
    severity="error",
    summary="A rolling window has no keys but `column`, `anchor`, `lookback`, `chunk_interval` and `timezone`.",
    keys=("sink.strategy.window",),
    fixable=True,
    owns=(Owned("window", kinds=("unknown", *VALUE)),),
)

_WINDOW = "sink.strategy.window"
_KNOWN = ("column", "anchor", "lookback", "chunk_interval", "timezone")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    found = facts.process.at(_WINDOW)
    if found is None or not found.is_mapping:
        return
    keys = found.view.keys()
    for key in keys:
        value = found.view.get(key)
        if key in _KNOWN or value is None:
            continue
        meant = nearest(str(key), [name for name in _KNOWN if name not in found.view])
        hint = f"; did you mean `{meant}`?" if meant else ""
        if meant:
            fixes = (lambda value=value, meant=meant: quick_fixes.rename(value, meant),)
        else:
            fixes = (lambda key=key: quick_fixes.remove(facts, f"{_WINDOW}.{key}", applicability=quick_fixes.UNSAFE),)
        yield Report(
            Place(value.layer.document, value.key),
            f"`{key}` is no key of a rolling window{hint}",
            notes=("dpone refuses the manifest while it is compiled",),
            fixes=fixes,
        )
