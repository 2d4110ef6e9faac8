"""A strategy that has a key, a partition or another sign of its kind says its `mode`.

## Why
Without `mode` every run is a full refresh, whatever else the block says. `dpone strategy advise` hides it: it takes an absent mode for
`auto`.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
# ^^^^^^^^ no `mode`: every run is a full refresh, although `unique_key` looks like incremental_merge
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    unique_key: [order_id]
    mode: incremental_merge
```

```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_column: order_id}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
#^^^ no `mode`: every run is a full refresh, although `incremental_column` looks like incremental_append
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    overwrite_type: exchange
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="strategy-mode-missing",
    code="DP303",
    group="strategy",
    severity="warning",
    summary="A strategy that has a key, a partition or another sign of its kind says its `mode`.",
    keys=("sink",),
    fixable=True,
)

_PATH = "sink.strategy.mode"
#: What stands in the strategy or beside it, and the mode it belongs to; the first one found is suggested.
_SIGNS = (
    ("sink.strategy.backfill", "backfill"),
    ("sink.strategy.scd2", "scd2"),
    ("sink.strategy.diff", "snapshot_diff"),
    ("sink.strategy.cdc", "cdc_apply"),
    ("sink.strategy.partition", "partition_replace"),
    ("sink.strategy.window", "replace"),
    ("sink.strategy.portable_scope", "replace"),
    ("sink.strategy.custom_predicate", "replace"),
    ("sink.strategy.unique_key", "incremental_merge"),
    ("sink.strategy.merge_policy", "incremental_merge"),
    ("sink.strategy.only_new_rows", "incremental_append"),
    ("source.options.unique_key", "incremental_merge"),
    ("source.options.incremental_column", "incremental_append"),
    ("source.options.partition_column", "partition_replace"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.authored_mode or facts.authored_mode is UNKNOWN:
        return
    sign = next(((path, mode) for path, mode in _SIGNS if facts.process.data(path)), None)
    if sign is None:
        return
    path, mode = sign
    key = path.rpartition(".")[2]
    yield Report(
        value_place(facts, _PATH),
        f"no `mode`: every run is a full refresh, although `{key}` looks like {mode}",
        related=because(facts, path, f"{mode} uses this"),
        notes=("at run time an absent mode is full_refresh; `dpone strategy advise` reads it as auto",),
        fixes=(
            lambda: quick_fixes.set_value(facts, _PATH, mode, applicability=quick_fixes.UNSAFE),
            lambda: quick_fixes.set_value(facts, _PATH, "full_refresh"),
        ),
    )
