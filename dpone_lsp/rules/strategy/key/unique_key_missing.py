"""A mode that matches source rows to target rows needs a unique key.

## Why
Merging, comparing snapshots, keeping history and applying changes all look rows up by their key. With an mssql sink the manifest is
refused while it is compiled; other databases fail after extraction. A Kafka sink writes events without a key, which no consumer can
merge.

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
# ^^^^^^^^ incremental_merge needs `unique_key`, and no layer sets it
    mode: incremental_merge
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
    mode: incremental_merge
    unique_key: []
```

@txt Names other tools use for it are not read:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    key_columns: [order_id]
#   ^^^^^^^^^^^ incremental_merge needs `unique_key`; dpone does not read `key_columns`
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
    mode: incremental_merge
    unique_key: [order_id]
```

## Stays silent
A Kafka topic may be keyed by its own options:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: dwh
  topic: orders
  strategy:
    mode: incremental_merge
  options:
    key: {fields: [order_id]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="unique-key-missing",
    code="DP304",
    group="strategy",
    severity="error",
    summary="A mode that matches source rows to target rows needs a unique key.",
    modes=("incremental_merge", "snapshot_diff", "scd2", "cdc_apply", "backfill"),
    fixable=True,
    aliases=("mssql-unique-key-missing", "reconciliation-unique-key"),
)

_PATH = "sink.strategy.unique_key"
_PLACES = (_PATH, "source.options.unique_key", "sink.options.unique_key")
_SYNONYMS = ("key_columns", "key", "keys", "primary_key", "merge_key", "merge_keys", "business_key", "pk")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process, mode = facts.process, facts.applied_mode
    if mode not in vocabulary.KEYED_MODES or _is_bare_backfill(facts):
        return
    if facts.sink_type == "kafka" and facts.requested_mode == "partition_replace":
        return  # `kafka-partition-replace` tells what becomes of it, and that it needs a key.
    if facts.unique_key or any(value or value is UNKNOWN or value is False for value in map(process.data, _PLACES)):
        return
    if facts.sink_type == "kafka":
        key = facts.block("sink.options.key") or facts.block("source.options.key")
        if key.get("fields") or key.get("mode") not in (None, "unique_key"):
            return
    elif mode == "cdc_apply":
        return  # No database sink applies changes at all.
    if _misspelt(facts):
        return  # `unknown-key` shows the misspelt key and its cure.
    for name in _SYNONYMS:
        other = process.at(f"sink.strategy.{name}")
        if other is not None:
            yield Report(
                Place(other.layer.document, other.key),
                f"{mode} needs `unique_key`; dpone does not read `{name}`",
                related=because(facts, "sink.strategy.mode", "this mode matches rows by their key"),
                notes=(_consequence(facts.sink_type),),
                fixes=(lambda other=other: quick_fixes.rename(other, "unique_key"),),
            )
            return
    yield Report(
        value_place(facts, _PATH),
        f"{mode} needs `unique_key`, and no layer sets it",
        related=because(facts, "sink.strategy.mode", "this mode matches rows by their key"),
        notes=(_consequence(facts.sink_type),),
        # Only a merge promises that an event replaces the one before it.
        severity="warning" if facts.sink_type == "kafka" and mode != "incremental_merge" else None,
        label="no `unique_key` here or in any layer below",
        fixes=(lambda: quick_fixes.add_key(facts, _PATH, [], applicability=quick_fixes.UNSAFE),),
    )


def _is_bare_backfill(facts: Facts) -> bool:
    """A backfill without its block is only taken apart by an mssql sink."""
    return facts.mode == "backfill" and facts.sink_type != "mssql" and not facts.block("sink.strategy.backfill")


def _misspelt(facts: Facts) -> bool:
    keys = facts.process.view("sink.strategy").keys()
    return any(isinstance(key, str) and nearest(key, ("unique_key",)) for key in keys if key != "unique_key")


def _consequence(sink: str | None) -> str:
    if sink == "mssql":
        return "dpone refuses the manifest while it is compiled"
    if sink == "kafka":
        return "at run time the events are written without a key"
    return "at run time the load fails after extraction; validation and plan do not notice"
