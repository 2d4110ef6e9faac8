"""Options of `sink.strategy` belong to its mode.

## Why
A block for another mode does nothing: the load does not do what it reads like. An mssql sink refuses such a manifest while it is
compiled.

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
    mode: incremental_merge
    unique_key: [order_id]
    backfill:
#   ^^^^^^^^ `backfill` belongs to mode backfill; incremental_merge does not use it
      chunk: {column: day, from: "2025-01-01", to: "2025-01-31", step: 1d}
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

@txt An mssql sink objects to what is empty, too:
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}, strategy: {mode: full_refresh, backfill: []}}
#                                                                                                                                    ^^^^^^^^ `backfill` belongs to mode backfill; full_refresh does not use it
state: {type: mssql, connection_ref: dwh, atomicity: target_atomic, provisioning: external}
```

## Stays silent
With `auto`, a partition is a hint of the advisor:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
    unique_key: [order_id]
    partition: {column: day}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="irrelevant-strategy-option",
    code="DP314",
    group="strategy",
    severity="warning",
    summary="Options of `sink.strategy` belong to its mode.",
    keys=(
        "sink.strategy.overwrite_type",
        "sink.strategy.only_new_rows",
        "sink.strategy.merge_policy",
        "sink.strategy.partition",
        "sink.strategy.diff",
        "sink.strategy.scd2",
        "sink.strategy.cdc",
        "sink.strategy.backfill",
    ),
    fixable=True,
    aliases=("mssql-irrelevant-option",),
)

#: option -> the modes that read it
_OWNERS = {
    "overwrite_type": ("full_refresh",),
    "only_new_rows": ("incremental_append", "backfill"),
    "merge_policy": ("incremental_merge", "backfill"),
    "partition": ("partition_replace", "backfill"),
    "diff": ("snapshot_diff",),
    "scd2": ("scd2",),
    "cdc": ("cdc_apply",),
    "backfill": ("backfill",),
}
#: Options the advisor may still have use for, as long as it is the one who picks the mode.
_HINTS = ("partition", "merge_policy")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    mode, refused = facts.mode, facts.sink_type == "mssql"
    if (
        mode is None
        or (not facts.authored_mode and not refused)
        or (facts.sink_type == "kafka" and facts.requested_mode == "partition_replace")
    ):
        return
    for option, owners in _OWNERS.items():
        path = f"sink.strategy.{option}"
        if (
            mode in owners
            or not facts.process.has(path)
            or not _says_something(option, facts.process.data(path), refused)
        ):
            continue
        if not refused and (
            (option in _HINTS and facts.requested_mode == vocabulary.AUTO)
            or (option, mode) == ("merge_policy", "partition_replace")
        ):
            continue
        yield Report(
            key_place(facts, path),
            f"`{option}` belongs to mode {' or '.join(owners)}; {mode} does not use it",
            related=because(facts, "sink.strategy.mode", f"the load is {mode}"),
            notes=("dpone refuses the manifest while it is compiled",) if refused else (),
            severity="error" if refused else None,
            fixes=(lambda path=path: quick_fixes.remove(facts, path, applicability=quick_fixes.UNSAFE),),
        )


def _says_something(option: str, value: object, refused: bool) -> bool:
    if refused and option in ("diff", "scd2", "backfill", "cdc"):
        # A block is one for an mssql sink as soon as there is something, were it an empty list.
        return value is not UNKNOWN and value not in (None, {}, False)
    if value is UNKNOWN or not value:
        # An mssql sink objects to the mere presence of an overwrite type.
        return refused and option == "overwrite_type" and value is not None and value is not UNKNOWN
    if option == "merge_policy":
        return value != vocabulary.AUTO if refused else vocabulary.canonical_merge_policy(value) != vocabulary.AUTO
    return option != "only_new_rows" or value is True
