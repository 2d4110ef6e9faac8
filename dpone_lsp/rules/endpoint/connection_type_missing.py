"""A `connection_id` needs a `connection_type` that says where its credentials are kept.

## Why
dpone assumes nothing here: without `connection_type` the run stops before it connects. Only api sources have a default (vault).

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_id: shop, table: {schema: public, name: orders}}
#^^^^^ the source has a `connection_id` but no `connection_type`, so dpone does not know where its credentials are
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_id: shop, table: {schema: public, name: orders}, connection_type: airflow}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

What a batch lacks in `defaults` is said once, there, although its tables write more into the same block.
```yaml
kind: dpone.batch.v1
naming: {process_name: "load_{{ src_table }}", sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_id: shop}
# ^^^^^^ the source has a `connection_id` but no `connection_type`, so dpone does not know where its credentials are
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw}}
schemas:
  public:
    tables:
      - table: orders
        overrides: {source: {options: {columns: [id]}}}
      - table: items
        overrides: {source: {options: {columns: [id, order_id]}}}
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
naming: {process_name: "load_{{ src_table }}", sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_id: shop, connection_type: airflow}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw}}
schemas:
  public:
    tables:
      - table: orders
        overrides: {source: {options: {columns: [id]}}}
      - table: items
        overrides: {source: {options: {columns: [id, order_id]}}}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, place_beside
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="connection-type-missing",
    code="DP202",
    group="endpoint",
    severity="warning",
    summary="A `connection_id` needs a `connection_type` that says where its credentials are kept.",
    keys=("source.connection_id", "sink.connection_id"),
    forms=("single", "batch"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    for end in ("source", "sink"):
        kind = process.data(f"{end}.connection_type")
        if kind or kind is UNKNOWN or not process.data(f"{end}.connection_id") or process.data(f"{end}.connection_ref"):
            continue
        if end == "source" and facts.source_type in ("api", None):
            continue
        yield Report(
            place_beside(facts, f"{end}.connection_type", f"{end}.connection_id"),
            f"the {end} has a `connection_id` but no `connection_type`, so dpone does not know where its credentials are",
            related=because(facts, f"{end}.connection_id", "the credentials of this connection are looked for"),
            notes=("at run time the load stops before it connects; validation and plan do not notice",),
            fixes=(lambda end=end: _typed(facts, end),),
        )


def _typed(facts: Facts, end: str) -> Fix | None:
    return quick_fixes.add_beside(
        facts, f"{end}.connection_type", "airflow", f"{end}.connection_id", applicability=quick_fixes.UNSAFE
    )
