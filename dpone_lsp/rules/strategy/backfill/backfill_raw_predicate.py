"""A chunked backfill from postgres into mssql brings its own scope; a predicate beside it is refused.

## Why
Each chunk is bound by a range that dpone renders for both databases. A raw SQL predicate or an authored `portable_scope` cannot be
joined with it, so the manifest is refused while it is compiled.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    custom_predicate: region = 'EU'
#   ^^^^^^^^^^^^^^^^ `custom_predicate` cannot stand beside `backfill.chunk` on the way from postgres to mssql
    backfill:
      inner_mode: replace
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    backfill:
      inner_mode: replace
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    backfill:
      inner_mode: replace
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="backfill-raw-predicate",
    code="DP493",
    group="strategy",
    severity="error",
    summary="A chunked backfill from postgres into mssql brings its own scope; a predicate beside it is refused.",
    keys=(
        "sink.strategy.custom_predicate",
        "source.options.custom_predicate",
        "source.options.source_custom_predicate",
        "sink.strategy.portable_scope",
    ),
    modes=("backfill",),
    sinks=("mssql",),
    sources=("postgres",),
    fixable=True,
)

_PATHS = (
    "sink.strategy.custom_predicate",
    "source.options.custom_predicate",
    "source.options.source_custom_predicate",
    "sink.strategy.portable_scope",
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if not facts.block("sink.strategy.backfill.chunk"):
        return
    for path in _PATHS:
        data = facts.process.data(path)
        if data is None or data is UNKNOWN or (isinstance(data, str) and not data.strip()):
            continue
        name = path.rpartition(".")[2]
        yield Report(
            key_place(facts, path),
            f"`{name}` cannot stand beside `backfill.chunk` on the way from postgres to mssql",
            related=because(facts, "sink.strategy.backfill.chunk", "the chunks are the scope"),
            fixes=(lambda path=path: quick_fixes.remove(facts, path, applicability="unsafe"),),
        )
