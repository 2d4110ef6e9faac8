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

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp import remedies
from dpone_lsp.findings import Report
from dpone_lsp.places import because, value_place
from dpone_lsp.rules.model import Rule
from dpone_lsp.subject import Context
from dpone_si.manifest.layers import UNKNOWN
from dpone_si.manifest.reader import Facts

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
            value_place(facts, f"{end}.connection_type"),
            f"the {end} has a `connection_id` but no `connection_type`, so dpone does not know where its credentials are",
            related=because(facts, f"{end}.connection_id", "the credentials of this connection are looked for"),
            notes=("at run time the load stops before it connects; validation and plan do not notice",),
            fixes=(lambda end=end: remedies.set_value(facts, f"{end}.connection_type", "airflow", applicability=remedies.UNSAFE),),
        )
