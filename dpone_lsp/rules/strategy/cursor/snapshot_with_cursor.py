"""A snapshot comparison reads the whole source; a cursor beside it has no effect.

## Why
`snapshot_diff` and `scd2` need every row of the source, because missing rows count as deleted. dpone 0.88.0 therefore extracts the
full table and ignores the cursor: a load that was meant to be small is a full read each time. Were the cursor honoured, all older
rows would be deleted.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_column: updated_at
#   ^^^^^^^^^^^^^^^^^^ snapshot_diff reads the whole source, so this cursor has no effect
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
```

## Stays silent
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_column: updated_at
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
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

RULE = Rule(
    name="snapshot-with-cursor",
    code="DP454",
    group="strategy",
    severity="warning",
    summary="A snapshot comparison reads the whole source; a cursor beside it has no effect.",
    keys=("source.options.incremental_column",),
    modes=("snapshot_diff", "scd2"),
    fixable=True,
)

_CURSOR = "source.options.incremental_column"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if not facts.process.text(_CURSOR):
        return
    yield Report(
        key_place(facts, _CURSOR),
        f"{facts.mode} reads the whole source, so this cursor has no effect",
        related=because(facts, "sink.strategy.mode", "this mode needs every row"),
        notes=("to load only what changed, use incremental_merge; deleted rows then stay in the target",),
        fixes=(lambda: quick_fixes.remove(facts, _CURSOR, applicability="unsafe"),),
    )
