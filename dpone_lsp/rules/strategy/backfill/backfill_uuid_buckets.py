"""A uuid range is cut into `buckets`; it has no `from`, `to` or `step`.

## Why
The whole uuid space is divided evenly, so a range makes no sense there. The backfill commands refuse the block otherwise.

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
      chunk: {column: order_id, kind: uuid}
#     ^^^^^ `kind: uuid` needs `buckets`, a whole number from 1
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
      chunk: {column: order_id, kind: uuid, buckets: 16}
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
      chunk: {column: order_id, kind: uuid, buckets: 16, step: "1"}
#     ^^^^^ `step` has no meaning for `kind: uuid`, and dpone refuses it
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
      chunk: {column: order_id, kind: uuid, buckets: 16}
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
      chunk: {column: order_id, kind: uuid, buckets: 16}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place, value_place
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="backfill-uuid-buckets",
    code="DP494",
    group="strategy",
    severity="error",
    summary="A uuid range is cut into `buckets`; it has no `from`, `to` or `step`.",
    keys=("sink.strategy.backfill.chunk.kind",),
    modes=("backfill",),
    fixable=True,
    owns=(Owned("backfill_chunk", ("buckets",), ("number", "number-text")),),
)

_CHUNK = "sink.strategy.backfill.chunk"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    chunk = facts.block(_CHUNK)
    kind = chunk.get("kind")
    if not isinstance(kind, str) or kind.strip().lower() != "uuid":
        return
    buckets = chunk.get("buckets")
    if buckets is not UNKNOWN and (type(buckets) is not int or buckets < 1):
        place = value_place(facts, f"{_CHUNK}.buckets") if "buckets" in chunk else key_place(facts, _CHUNK)
        yield Report(
            place,
            "`kind: uuid` needs `buckets`, a whole number from 1",
            fixes=(lambda: quick_fixes.set_value(facts, f"{_CHUNK}.buckets", 16, applicability="unsafe"),),
        )
    for name in ("from", "to", "step"):
        if name in chunk:
            path = f"{_CHUNK}.{name}"
            yield Report(
                key_place(facts, _CHUNK),
                f"`{name}` has no meaning for `kind: uuid`, and dpone refuses it",
                related=because(facts, path, "this one"),
                fixes=(lambda path=path: quick_fixes.remove(facts, path),),
            )
