"""An endpoint names one connection: `connection_id` hides `connection_ref`.

## Why
When both keys are present dpone takes `connection_id`, even an empty one, and never looks at the reference.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, connection_ref: shop2, table: {schema: s, name: orders}}
#                                                                       ^^^^^^^^^^^^^^ `connection_id` wins over this reference
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: s, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_ref: shop_v2, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="connection-id-and-ref",
    code="DP205",
    group="endpoint",
    severity="warning",
    summary="An endpoint names one connection: `connection_id` hides `connection_ref`.",
    keys=("source.connection_ref", "sink.connection_ref"),
    fixable=True,
    owns=(Owned("source", ("connection_ref",), VALUE), Owned("sink", ("connection_ref",), VALUE)),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for end in ("source", "sink"):
        reference = f"{end}.connection_ref"
        if not facts.process.data(reference) or not facts.process.has(f"{end}.connection_id"):
            continue
        yield Report(
            key_place(facts, reference),
            "`connection_id` wins over this reference",
            related=because(facts, f"{end}.connection_id", "this connection is used"),
            fixes=(lambda reference=reference: quick_fixes.remove(facts, reference, applicability=quick_fixes.UNSAFE),),
        )
