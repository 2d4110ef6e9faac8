"""`retain_backup` and `artifact_scope` belong to `publication.mode: shadow_swap`.

## Why
A direct publication writes into the target and has no backup to retain, so dpone refuses the keys beside it. `direct` is also what
an absent mode means.

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
      publication: {mode: direct, retain_backup: true}
#                                 ^^^^^^^^^^^^^ `retain_backup` is only allowed with `publication.mode: shadow_swap`
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
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
      publication: {mode: direct}
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
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
      publication: {mode: direct}
      chunk: {column: business_date, from: "2025-01-01", to: "2025-12-31", step: 1mo}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="backfill-publication-direct",
    code="DP491",
    group="strategy",
    severity="error",
    summary="`retain_backup` and `artifact_scope` belong to `publication.mode: shadow_swap`.",
    keys=("sink.strategy.backfill.publication.retain_backup", "sink.strategy.backfill.publication.artifact_scope"),
    modes=("backfill",),
    fixable=True,
    owns=(Owned("backfill_publication", ("retain_backup",), ("quoted-boolean",)),),
)

_PUBLICATION = "sink.strategy.backfill.publication"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    block = facts.block(_PUBLICATION)
    mode = block.get("mode", "direct")
    if mode is UNKNOWN or str(mode).strip().lower() != "direct":
        return
    for name in ("retain_backup", "artifact_scope"):
        if name in block:
            path = f"{_PUBLICATION}.{name}"
            yield Report(
                key_place(facts, path),
                f"`{name}` is only allowed with `publication.mode: shadow_swap`",
                related=because(facts, f"{_PUBLICATION}.mode", "the mode is direct"),
                fixes=(lambda path=path: quick_fixes.remove(facts, path),),
            )
