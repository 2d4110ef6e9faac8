"""`from` and `to` of a chunk are two values of its kind, the first not after the second.

## Why
dpone refuses an inverted range and bounds that are no ISO dates, timestamps or whole numbers: an mssql load while it is compiled,
others when the backfill is planned.

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
      chunk: {column: business_date, from: "2025-12-31", to: "2025-01-01", step: 1mo}
#                                          ^^^^^^^^^^^^ the range begins at 2025-12-31, after its end 2025-01-01
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
      chunk: {column: business_date, kind: date, from: "2025-01-01", to: "31.12.2025", step: 1mo}
#                                                                        ^^^^^^^^^^^^ `31.12.2025` is not an ISO date such as 2025-01-31, which `kind: date` needs
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
      chunk: {column: business_date, from: "2025-01-01", to: "2025-01-01", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.backfill_plan import bound, kind_of
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="backfill-inverted-range",
    code="DP480",
    group="strategy",
    severity="error",
    summary="`from` and `to` of a chunk are two values of its kind, the first not after the second.",
    keys=("sink.strategy.backfill.chunk.from",),
    modes=("backfill",),
    fixable=True,
)

_CHUNK = "sink.strategy.backfill.chunk"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    chunk = facts.block(_CHUNK)
    start, end = (_text(chunk.get(name)) for name in ("from", "to"))
    kind = chunk.get("kind", kind_of(start) if start else None)
    if not start or not end or (kind is not None and not isinstance(kind, str)):
        return
    if kind is None:
        yield Report(
            value_place(facts, f"{_CHUNK}.from"), f"`{start}` is no ISO date, no ISO timestamp and no whole number"
        )
        return
    kind = kind.strip().lower()
    if kind not in ("date", "timestamp", "integer"):
        return
    first, last = bound(start, kind), bound(end, kind)
    for name, text, value in (("from", start, first), ("to", end, last)):
        if value is None:
            shape = (
                "a whole number"
                if kind == "integer"
                else "an ISO date such as 2025-01-31"
                if kind == "date"
                else "an ISO timestamp"
            )
            yield Report(value_place(facts, f"{_CHUNK}.{name}"), f"`{text}` is not {shape}, which `kind: {kind}` needs")
    if first is None or last is None or not _after(first, last):
        return
    yield Report(
        value_place(facts, f"{_CHUNK}.from"),
        f"the range begins at {start}, after its end {end}",
        related=because(facts, f"{_CHUNK}.to", "the end"),
        fixes=(lambda: _swap(facts),),
    )


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _after(first: object, last: object) -> bool:
    try:
        return first > last  # type: ignore[operator, no-any-return]
    except TypeError:  # one with a time zone, one without: dpone cannot compare them either
        return False


def _swap(facts: Facts) -> Fix | None:
    start, end = facts.process.at(f"{_CHUNK}.from"), facts.process.at(f"{_CHUNK}.to")
    if start is None or end is None or start.node is end.node:
        return None
    edits = (
        replace_value(start.layer.document, start.node, end.data),
        replace_value(end.layer.document, end.node, start.data),
    )
    return Fix("Swap `from` and `to`", edits, applicability="unsafe")
