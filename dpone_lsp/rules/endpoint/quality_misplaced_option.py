"""`quality` belongs to the process, not to the options of an endpoint.

## Why
dpone refuses a manifest with `quality` in `source.options` or `sink.options` while it compiles it.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  options:
    quality:
#   ^^^^^^^ `quality` is no option of the sink: it belongs at the top of the process
      gates:
        - {id: rows, type: min_rows, threshold: 1}
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
quality: {gates: [{id: rows, type: min_rows, threshold: 1}]}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="quality-misplaced-option",
    code="DP214",
    group="endpoint",
    severity="error",
    summary="`quality` belongs to the process, not to the options of an endpoint.",
    keys=("source.options.quality", "sink.options.quality"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for end in ("source", "sink"):
        path = f"{end}.options.quality"
        if facts.process.has(path):
            yield Report(
                key_place(facts, path),
                f"`quality` is no option of the {end}: it belongs at the top of the process",
                notes=("dpone refuses the manifest while it is compiled",),
                fixes=(lambda path=path: quick_fixes.move(facts, path, "quality"),),
            )
