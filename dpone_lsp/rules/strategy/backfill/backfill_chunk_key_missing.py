"""A chunk needs `column`, `from`, `to` and `step`.

## Why
Only the backfill commands read the block. Without one of the keys they refuse the manifest, although `dpone manifest validate` and
`dpone plan` pass for every sink but mssql.

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
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31"}
#     ^^^^^ `chunk` lacks `step`
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
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: "1d"}
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
      chunk: {column: order_id, kind: integer, from: 1, to: 5000, step: 0.5}
#                                                                       ^^^ `step` must be text or a whole number
```

@txt A column is named by text:
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    unique_key: [order_id]
    backfill: {inner_mode: incremental_merge, chunk: {column: [day], from: "2025-01-01", to: "2025-01-31", step: 1d}}
#                                                             ^^^^^ `column` must be the name of a column, as text
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
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```

A uuid range is cut into buckets instead:
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
      chunk: {column: order_id, kind: uuid, buckets: 16}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import listing
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="backfill-chunk-key-missing",
    code="DP482",
    group="strategy",
    severity="error",
    summary="A chunk needs `column`, `from`, `to` and `step`.",
    keys=("sink.strategy.backfill.chunk",),
    modes=("backfill",),
    fixable=True,
)

_CHUNK = "sink.strategy.backfill.chunk"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    chunk = facts.block(_CHUNK)
    if not chunk or UNKNOWN in (chunk.get("kind"), *chunk.values()):
        return
    uuid = isinstance(chunk.get("kind"), str) and str(chunk["kind"]).strip().lower() == "uuid"
    needed = ("column",) if uuid else ("column", "from", "to", "step")
    for name in ("from", "to", "step"):
        if not uuid and isinstance(chunk.get(name), (list, dict, float)):
            yield Report(value_place(facts, f"{_CHUNK}.{name}"), f"`{name}` must be text or a whole number")
    column = chunk.get("column")
    if column not in (None, "") and not isinstance(column, str):
        yield Report(value_place(facts, f"{_CHUNK}.column"), "`column` must be the name of a column, as text")
    missing = [name for name in needed if chunk.get(name) in (None, "")]
    if not missing:
        return
    dated = isinstance(chunk.get("from"), str) and str(chunk["from"])[4:5] == "-"
    yield Report(
        key_place(facts, _CHUNK),
        f"`chunk` lacks {listing([f'`{name}`' for name in missing], 'and')}",
        fixes=(lambda: quick_fixes.add_key(facts, f"{_CHUNK}.step", "1d", applicability="unsafe"),)
        if missing == ["step"] and dated
        else (),
    )
