"""A backfill must not make more chunks than `max_chunks`.

## Why
dpone counts the chunks when the backfill is planned and refuses more than `max_chunks` (1000 when it is not set, at most 1000000).
Range and step are in the manifest, so the number is known while it is written.

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
      max_chunks: 100
#                 ^^^ the range makes 366 chunks, more than `max_chunks` allows
      chunk: {column: business_date, from: "2024-01-01", to: "2024-12-31", step: 1d}
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
      max_chunks: 366
      chunk: {column: business_date, from: "2024-01-01", to: "2024-12-31", step: 1d}
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
#   ^^^^^^^^ the range makes 1827 chunks, more than `max_chunks` allows (1000 when it is not set)
      chunk: {column: business_date, from: "2020-01-01", to: "2024-12-31", step: 1d}
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
      chunk: {column: business_date, from: "2020-01-01", to: "2024-12-31", step: 1d}
      max_chunks: 1827
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
      max_chunks: 366
      chunk: {column: business_date, from: "2024-01-01", to: "2024-12-31", step: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.backfill_plan import DEFAULT_MAX_CHUNKS, MAX_CHUNKS, chunk_count, kind_of, step_of
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="backfill-too-many-chunks",
    code="DP485",
    group="strategy",
    severity="error",
    summary="A backfill must not make more chunks than `max_chunks`.",
    keys=("sink.strategy.backfill.chunk",),
    modes=("backfill",),
    fixable=True,
)

_BLOCK = "sink.strategy.backfill"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    block, chunk = facts.block(_BLOCK), facts.block(f"{_BLOCK}.chunk")
    limit = block.get("max_chunks", DEFAULT_MAX_CHUNKS)
    count = _count(chunk)
    if limit is UNKNOWN or type(limit) is not int or count is None or limit < 1 or count <= limit:
        return
    written = "max_chunks" in block
    end = "step" if "step" in chunk else "buckets"
    yield Report(
        value_place(facts, f"{_BLOCK}.max_chunks") if written else key_place(facts, _BLOCK),
        f"the range makes {count} chunks, more than `max_chunks` {'allows' if written else f'allows ({limit} when it is not set)'}",
        related=because(
            facts,
            f"{_BLOCK}.chunk.{end}",
            "a larger step makes fewer chunks" if end == "step" else "one chunk for each",
        ),
        fixes=(lambda: quick_fixes.set_value(facts, f"{_BLOCK}.max_chunks", count, applicability="unsafe"),)
        if count <= MAX_CHUNKS
        else (),
    )


def _count(chunk: dict[object, object]) -> int | None:
    kind = chunk.get("kind")
    if isinstance(kind, str) and kind.strip().lower() == "uuid":
        buckets = chunk.get("buckets")
        return buckets if type(buckets) is int else None
    texts = [str(chunk.get(name, "")).strip() for name in ("from", "to", "step")]
    if any(not isinstance(chunk.get(name), (str, int)) for name in ("from", "to", "step")):
        return None
    start, end, step_text = texts
    word = kind.strip().lower() if isinstance(kind, str) else kind_of(start) if kind is None else None
    step = step_of(step_text)
    if word not in ("date", "timestamp", "integer") or step is None:
        return None
    return chunk_count(start, end, step, word)
