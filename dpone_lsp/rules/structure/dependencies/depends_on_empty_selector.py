"""After `#` a dependency names a process.

## Why
`file.yaml#selector` is one process of a file, `#selector` one of this file. dpone refuses the manifest when nothing follows the
`#`.

## Fires
```yaml
name: shop_orders
depends_on: ["stage.yaml#"]
#            ^^^^^^^^^^^^^ nothing follows `#`; dpone refuses the manifest
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
depends_on: ["stage.yaml"]
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
depends_on: ["stage.yaml#public.orders"]
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.dependencies import Entry, entries
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="depends-on-empty-selector",
    code="DP141",
    group="structure",
    severity="error",
    summary="After `#` a dependency names a process.",
    keys=("depends_on",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for entry in entries(facts.process):
        if entry.fault == "selector":
            fixes = () if entry.path == "" else (lambda e=entry: _whole_file(e),)
            yield Report(
                Place(entry.document, entry.text_node), "nothing follows `#`; dpone refuses the manifest", fixes=fixes
            )


def _whole_file(entry: Entry) -> Fix | None:
    return Fix("Depend on the whole file", (replace_value(entry.document, entry.text_node, entry.path),))
