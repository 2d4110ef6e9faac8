"""An endpoint names its connection with `connection_id` or `connection_ref`.

## Why
dpone compiles and plans a manifest without any connection; the run stops before it reads a row. An api source without credentials needs
none.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, table: {schema: public, name: orders}}
#^^^^^ the source names no connection: neither `connection_id` nor `connection_ref` is set
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, table: {schema: public, name: orders}, connection_id: ""}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

@txt A misspelt key is not read:
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  conection_id: shop
# ^^^^^^^^^^^^ the source names no connection: `conection_id` is no key of it, did you mean `connection_id`?
  table: {schema: public, name: orders}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
source: {type: api, api_type: cbr, options: {resource: daily}}
sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: rates}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value

RULE = Rule(
    name="connection-id-missing",
    code="DP201",
    group="endpoint",
    severity="error",
    summary="An endpoint names its connection with `connection_id` or `connection_ref`.",
    keys=("source", "sink"),
    fixable=True,
)

_NAMES = ("connection_id", "connection_ref")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for end in ("source", "sink"):
        block = facts.process.at(end)
        if (
            block is None
            or not block.is_mapping
            or (not block.view and facts.process.form == "single")
            or (end == "source" and _needs_none(facts))
        ):
            continue
        values = [facts.process.data(f"{end}.{name}") for name in _NAMES]
        if any(value or value is UNKNOWN for value in values):
            continue
        yield _report(facts, end, block)


def _report(facts: Facts, end: str, block: Value) -> Report:
    notes = ("at run time the load stops before it reads anything; validation and plan do not notice",)
    misspelt = next((key for key in _keys(block) if isinstance(key, str) and key not in _NAMES and _near(key)), None)
    found = facts.process.at(f"{end}.{misspelt}") if misspelt else None
    if found is not None and misspelt is not None:
        name = _near(misspelt) or "connection_id"
        message = f"the {end} names no connection: `{misspelt}` is no key of it, did you mean `{name}`?"
        return Report(
            Place(found.layer.document, found.key),
            message,
            notes=notes,
            fixes=(lambda: quick_fixes.rename(found, name),),
        )
    message = f"the {end} names no connection: neither `connection_id` nor `connection_ref` is set"
    fix = lambda: quick_fixes.add_key(facts, f"{end}.connection_id", "", applicability=quick_fixes.UNSAFE)  # noqa: E731
    # What an api source needs depends on its provider.
    severity = "warning" if end == "source" and facts.source_type == "api" else "error"
    return Report(value_place(facts, f"{end}.connection_id"), message, notes=notes, fixes=(fix,), severity=severity)


def _keys(block: Value) -> list[object]:
    return block.view.keys()


def _near(key: str) -> str | None:
    return None if key in ("connection_type", "connection") else nearest(key, _NAMES)


def _needs_none(facts: Facts) -> bool:
    kind = facts.process.data("source.api_type")
    return facts.source_type == "api" and (
        kind is UNKNOWN or vocabulary.canonical_api_type(kind or "") in vocabulary.API_TYPES_WITHOUT_CREDENTIALS
    )
