"""A step is a number with h, d, w, mo or y, or a plain number for an integer range.

## Why
Words, ISO durations and a unit that does not suit the kind are refused: an mssql load while it is compiled, others when the
backfill is planned. A step of 0 would never reach the end.

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
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1 day}
#                                                                                ^^^^^ step `1 day` is none of Nh, Nd, Nw, Nmo, Ny or a plain number
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
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: "1d"}
```

Hours need timestamps:
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
      chunk: {column: business_date, from: "2025-01-01", to: "2025-01-02", step: 6h}
#                                                                                ^^ step `6h` does not suit the range: hours need `kind: timestamp`
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
      chunk: {column: order_id, from: 1, to: 900000, step: 50000}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.backfill_plan import kind_of, step_fault, step_of
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="backfill-step-unit",
    code="DP481",
    group="strategy",
    severity="error",
    summary="A step is a number with h, d, w, mo or y, or a plain number for an integer range.",
    keys=("sink.strategy.backfill.chunk.step",),
    modes=("backfill",),
    fixable=True,
)

_CHUNK = "sink.strategy.backfill.chunk"
_WORDS = re.compile(r"(?i)\s*(\d+)\s*(hour|hr|day|week|month|year|m)s?\s*")
_ISO = re.compile(r"(?i)\s*P(?:(\d+)([DWMY])|T(\d+)H)\s*")
_UNITS = {
    "hour": "h",
    "hr": "h",
    "day": "d",
    "d": "d",
    "week": "w",
    "w": "w",
    "month": "mo",
    "m": "mo",
    "year": "y",
    "y": "y",
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    chunk = facts.block(_CHUNK)
    value = facts.process.at(f"{_CHUNK}.step")
    raw = chunk.get("step")
    if value is None or isinstance(raw, bool) or not isinstance(raw, (str, int)) or not str(raw).strip():
        return
    text = str(raw)
    step = step_of(text)
    if step is None:
        meant = _meant(text)
        yield Report(
            value_place(facts, f"{_CHUNK}.step"),
            f"step {show(value.node, raw)} is none of Nh, Nd, Nw, Nmo, Ny or a plain number",
            fixes=(lambda: Fix(f"Change to `{meant}`", (replace_value(value.layer.document, value.node, meant),)),)
            if meant and value.node.target is value.node
            else (),
        )
        return
    kind = _kind(chunk)
    fault = None if kind is None else step_fault(step, kind)
    if fault is None:
        return
    unit_missing = not step.unit and step.count > 0
    yield Report(
        value_place(facts, f"{_CHUNK}.step"),
        f"step {show(value.node, raw)} does not suit the range: {fault}",
        related=because(facts, f"{_CHUNK}.from", f"a range of kind {kind}"),
        fixes=(
            lambda: Fix(
                f"Change to `{step.count}d`",
                (replace_value(value.layer.document, value.node, f"{step.count}d"),),
                "unsafe",
            ),
        )
        if unit_missing
        else (),
    )


def _kind(chunk: dict[object, object]) -> str | None:
    kind = chunk.get("kind")
    if isinstance(kind, str):
        word = kind.strip().lower()
        return word if word in ("date", "timestamp", "integer") else None
    start = chunk.get("from")
    return (
        kind_of(str(start).strip())
        if isinstance(start, (str, int)) and not isinstance(start, bool) and kind is None
        else None
    )


def _meant(text: str) -> str | None:
    match = _WORDS.fullmatch(text)
    if match is not None:
        return match[1] + _UNITS[match[2].lower()]
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    return f"{match[3]}h" if match[3] else match[1] + _UNITS[match[2].lower()]
