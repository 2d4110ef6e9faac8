"""`micro_batch_commit` needs `only_new_rows` and a unique key.

## Why
A run that fails halfway has committed some batches already; only the comparison with rows that are there keeps its repetition from
loading them twice. dpone therefore stops the load of a postgres sink.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: created_at, micro_batch_commit: true}
#                                                               ^^^^ `micro_batch_commit` needs `only_new_rows: true`
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: created_at, micro_batch_commit: true}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    unique_key: [order_id]
    only_new_rows: true
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: created_at, micro_batch_commit: true}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    unique_key: [order_id]
    only_new_rows: true
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="micro-batch-commit-unprotected",
    code="DP311",
    group="strategy",
    severity="error",
    summary="`micro_batch_commit` needs `only_new_rows` and a unique key.",
    keys=("source.options.micro_batch_commit",),
    sinks=("postgres",),
    modes=("incremental_append",),
    fixable=True,
)

_PATH = "source.options.micro_batch_commit"
_GUARD = "sink.strategy.only_new_rows"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    guard, asked = facts.process.data(_GUARD), facts.process.data(_PATH)
    if isinstance(asked, str) and asked.strip().lower() in ("false", "no", "off"):
        return  # Meant as a boolean: `yaml-quoted-boolean` tells.
    if not asked or guard or guard is UNKNOWN:
        return
    yield Report(
        value_place(facts, _PATH),
        "`micro_batch_commit` needs `only_new_rows: true`",
        notes=("at run time the load fails before it writes; validation and plan do not notice",),
        fixes=(lambda: quick_fixes.set_value(facts, _GUARD, True, applicability=quick_fixes.UNSAFE),),
    )
