"""A dependency is text, or a mapping with `path` or `group`.

## Why
dpone refuses the manifest when an entry has neither, or when its path is empty.

## Fires
```yaml
name: shop_orders
depends_on:
  - file: stage.yaml
#   ^^^^^^^^^^^^^^^^ a dependency needs `path` (a manifest) or `group` (a task group)
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
depends_on:
  - path: stage.yaml
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
depends_on:
  - {group: staging, alias: all}
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.dependencies import entries
from dpone_lsp.fixes.edits import rename_key
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="depends-on-shape",
    code="DP140",
    group="structure",
    severity="error",
    summary="A dependency is text, or a mapping with `path` or `group`.",
    keys=("depends_on",),
    fixable=True,
    owns=(Owned("dependency", kinds=("unknown",)),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for entry in entries(facts.process):
        if entry.fault == "empty":
            yield Report(
                Place(entry.document, entry.item),
                "the path of a dependency must not be empty; dpone refuses the manifest",
            )
        elif entry.fault == "keys":
            near = entry.near_path_key()
            fixes = (
                ()
                if near is None
                else (lambda e=entry, k=near: Fix("Rename to `path`", (rename_key(e.document, k, "path"),)),)
            )
            yield Report(
                Place(entry.document, entry.item),
                "a dependency needs `path` (a manifest) or `group` (a task group)",
                fixes=fixes,
            )
