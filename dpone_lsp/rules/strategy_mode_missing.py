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

from dpone_lsp import remedies
from dpone_lsp.findings import Report
from dpone_lsp.places import because, value_place
from dpone_lsp.rules.model import Rule
from dpone_lsp.subject import Context
from dpone_si.manifest.layers import UNKNOWN
from dpone_si.manifest.reader import Facts

RULE = Rule(
    name="strategy-mode-missing",
    code="DP303",
    group="strategy",
    severity="warning",
    summary="A strategy that has a key, a partition or another sign of its kind says its `mode`.",
    keys=("sink.strategy",),
    fixable=True,
)

_PATH = "sink.strategy.mode"
#: What stands in the strategy block, and the mode it belongs to; the first one found is suggested.
_SIGNS = (
    ("backfill", "backfill"),
    ("scd2", "scd2"),
    ("diff", "snapshot_diff"),
    ("cdc", "cdc_apply"),
    ("partition", "partition_replace"),
    ("window", "replace"),
    ("portable_scope", "replace"),
    ("custom_predicate", "replace"),
    ("unique_key", "incremental_merge"),
    ("merge_policy", "incremental_merge"),
    ("only_new_rows", "incremental_append"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.authored_mode or facts.authored_mode is UNKNOWN:
        return
    sign = next(((key, mode) for key, mode in _SIGNS if facts.process.data(f"sink.strategy.{key}")), None)
    if sign is None:
        return
    key, mode = sign
    yield Report(
        value_place(facts, _PATH),
        f"no `mode`: every run is a full refresh, although `{key}` looks like {mode}",
        related=because(facts, f"sink.strategy.{key}", f"{mode} uses this"),
        notes=("at run time an absent mode is full_refresh; `dpone strategy advise` reads it as auto",),
        fixes=(
            lambda: remedies.set_value(facts, _PATH, mode, applicability=remedies.UNSAFE),
            lambda: remedies.set_value(facts, _PATH, "full_refresh"),
        ),
    )
