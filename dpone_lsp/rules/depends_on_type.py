"""`depends_on` is text, a mapping or a list of these.

## Why
dpone refuses the manifest for a number, a boolean or a nested list.

## Fires
```yaml
name: shop_orders
depends_on: 5
#           ^ `depends_on` must be text, a mapping or a list of these; dpone refuses the manifest
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
depends_on: stage.yaml
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.dependencies import entries
from dpone_lsp.findings import Place, Report
from dpone_lsp.rules.model import Rule
from dpone_lsp.subject import Context
from dpone_si.manifest.reader import Facts

RULE = Rule(
    name="depends-on-type",
    code="DP142",
    group="structure",
    severity="error",
    summary="`depends_on` is text, a mapping or a list of these.",
    keys=("depends_on",),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for entry in entries(facts.process):
        if entry.fault == "type":
            message = "`depends_on` must be text, a mapping or a list of these; dpone refuses the manifest"
            yield Report(Place(entry.document, entry.item), message)
