"""Strategy blocks: what an author writes under `sink.strategy`, and what the source must say for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.generate import names
from tests.generate.chance import Chance
from tests.generate.routes import Route, spell_mode

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StrategyParts:
    """`strategy` goes under the sink, `source_options` into the source, `process` to the root of the process."""

    strategy: Block
    source_options: Block = field(default_factory=dict[str, Any])
    process: Block = field(default_factory=dict[str, Any])


def make_strategy(chance: Chance, route: Route) -> StrategyParts:
    """A block for the route's mode that dpone accepts and, where the endpoints can, runs."""
    parts = _MAKERS[route.mode](chance, route)
    mode = route.mode if "window" in parts.strategy or "max_source_bytes" in parts.strategy else ""
    written = mode or spell_mode(route.mode, chance)
    if route.mode == "full_refresh" and not mode and chance.maybe(0.15):
        return parts  # an absent mode is full_refresh
    return StrategyParts({"mode": written, **parts.strategy}, parts.source_options, parts.process)


def _auto(chance: Chance, route: Route) -> StrategyParts:
    into_mssql = route.sink == "mssql"
    hints = chance.optional(
        {
            "estimated_rows": (0.6, chance.one((500, 999_999, 1_000_000, 10_000_000, 250_000_000, "2000000"))),
            "changed_percent": (0.5, chance.one((0, 0.01, 0.05, 0.2, 20))),
            "delete_percent": (0.3, chance.one((0, 0.01, 0.5))),
            "table_kind": (0.1, chance.one(("event", "event_log", "dimension"))),
        }
    )
    if not into_mssql:
        hints |= chance.optional(
            {
                "partition_column": (0.4, names.column(chance)),
                "cdc_enabled": (0.1, chance.maybe(0.5)),
                "incremental_column": (0.3, "updated_at"),
            }
        )
    strategy: Block = {}
    if not into_mssql and chance.maybe(0.5):
        strategy["unique_key"] = names.key(chance)
    elif not into_mssql and chance.maybe(0.3):
        hints["unique_key"] = names.key(chance)
    return StrategyParts(strategy, hints)


def _full_refresh(chance: Chance, route: Route) -> StrategyParts:
    strategy: Block = {}
    if chance.maybe(0.3):
        strategy["overwrite_type"] = (
            "truncate_insert" if route.sink == "mssql" else chance.one(("truncate_insert", "exchange"))
        )
    if route.sink == "clickhouse" and chance.maybe(0.15):
        strategy["max_source_bytes"] = chance.number(1, 10**12)
    return StrategyParts(strategy)


def _append(chance: Chance, route: Route) -> StrategyParts:
    strategy: Block = {}
    if chance.maybe(0.3):
        strategy |= {"only_new_rows": True, "unique_key": names.key(chance)}
    if route.sink == "mssql":
        return StrategyParts(strategy)
    options: Block = {"incremental_column": "updated_at"} if chance.maybe(0.8) else {}
    if options and chance.maybe(0.3):
        options["lookback_days"] = chance.number(0, 30)
    if strategy and chance.maybe(0.3):
        options["micro_batch_commit"] = True
    return StrategyParts(strategy, options)


def _merge(chance: Chance, route: Route) -> StrategyParts:
    policies = {
        "postgres": ("auto", "delete_insert", "shadow_swap", "delete+insert"),
        "bigquery": ("auto", "delete_insert", "shadow_swap"),
        "mssql": ("auto", "delete_insert", "update_insert"),
        "clickhouse": ("auto", "lightweight_delete_insert", "shadow_swap"),
        "kafka": ("auto", "event_upsert"),
    }
    strategy: Block = {"unique_key": names.key(chance)}
    strategy |= chance.optional(
        {"merge_policy": (0.5, chance.one(policies[route.sink])), "duplicate_policy": (0.2, "fail")}
    )
    if route.sink == "clickhouse" and chance.maybe(0.2):
        strategy |= {
            "merge_policy": "mutation_delete_insert",
            "allow_non_recommended_policy": True,
            "mutations_sync": 2,
        }
    if route.source == "postgres" and route.sink == "mssql":
        return _reconciled(chance, strategy)
    options = chance.optional({"incremental_column": (0.4, "updated_at")})
    if route.source == "postgres" and not options and chance.maybe(0.3):
        options["incremental_strategy"] = chance.one(("xmin", "postgres_xmin"))
    if options.get("incremental_column") and route.source == "postgres" and chance.maybe(0.5):
        options["incremental_strategy"] = chance.one(("column", "column_cursor"))
    if not options and chance.maybe(0.2):
        return StrategyParts(
            {key: value for key, value in strategy.items() if key != "unique_key"}, {"unique_key": "id"}
        )
    return StrategyParts(strategy, options)


def _reconciled(chance: Chance, strategy: Block) -> StrategyParts:
    """The only incremental way from Postgres into MSSQL: one snapshot, compared key by key."""
    guards = {"max_delete_ratio": chance.one((0, 0.02, 1)), "max_delete_rows": chance.number(0, 5000)}
    options = {"incremental_strategy": "xmin", "batch_commit_mode": "whole", "export_format": "csv"}
    reconciliation = {"enabled": True, "mode": "key_snapshot", **chance.optional({"guards": (0.5, guards)})}
    return StrategyParts(strategy, options, {"reconciliation": reconciliation})


def _replace(chance: Chance, route: Route) -> StrategyParts:
    if route.source == "postgres" and route.sink == "mssql":
        return StrategyParts({"portable_scope": _portable_scope(chance)})
    if route.source in {"postgres", "clickhouse"} and route.sink == "clickhouse" and chance.maybe(0.2):
        window = {
            "column": "event_time",
            "anchor": "data_interval_end",
            "lookback": chance.one(("P3D", "PT12H", "P1DT6H")),
        }
        return StrategyParts(
            {"atomicity": "target_atomic", "window": {**window, **chance.optional({"chunk_interval": (0.5, "PT6H")})}}
        )
    predicate = chance.one(("day >= '2025-01-01'", "region = 'EU' and amount > 0", "business_date = current_date"))
    if route.sink == "mssql" and route.source != "mssql":
        return StrategyParts(
            {"custom_predicate": predicate}, {"custom_predicate": predicate} if chance.maybe(0.3) else {}
        )
    return StrategyParts({"custom_predicate": predicate})


def _portable_scope(chance: Chance) -> Block:
    typed = chance.one(
        (
            {"type": "date", "value": "2025-02-01"},
            {"type": "integer", "value": 42},
            {"type": "text", "value": "EU"},
            {"type": "boolean", "value": True},
            {"type": "decimal", "value": "10.5"},
        )
    )
    if chance.maybe(0.5) or typed["type"] in {"boolean", "text"}:
        return {"kind": "equality", "column": names.column(chance), "value": typed}
    bounds: Block = {"lower": {"value": typed, "inclusive": chance.maybe(0.5)}}
    return {"version": 1, "kind": "range", "column": names.column(chance), **bounds}


def _partition_replace(chance: Chance, route: Route) -> StrategyParts:
    partition: Block = {"column": names.column(chance)}
    partition |= chance.optional(
        {
            "max_partitions_per_run": (0.3, chance.number(1, 200)),
            "values_from_staging": (0.3, True),
            "native": (0.1, True),
        }
    )
    if route.sink != "mssql":
        partition |= chance.optional({"native_mode": (0.2, chance.one(("auto", "fallback", "required")))})
        partition |= chance.optional({"value_expression": (0.1, "date_trunc('day', event_time)")})
    return StrategyParts({"partition": partition})


def _snapshot_diff(chance: Chance, route: Route) -> StrategyParts:
    deletions = ("ignore", "hard_delete") if route.sink == "mssql" else ("ignore", "hard_delete", "soft_delete")
    diff = chance.optional({"compare": (0.5, "row_hash"), "delete_policy": (0.5, chance.one(deletions))})
    return StrategyParts({"unique_key": names.key(chance), **({"diff": diff} if diff else {})})


def _scd2(chance: Chance, route: Route) -> StrategyParts:
    columns: Block = {"delete_policy": chance.one(("expire", "ignore"))}
    if route.sink != "mssql":
        columns |= chance.optional(
            {"valid_from_column": (0.3, "valid_from"), "current_flag_column": (0.3, "is_current")}
        )
    return StrategyParts({"unique_key": names.key(chance), **chance.optional({"scd2": (0.5, columns)})})


def _cdc_apply(chance: Chance, route: Route) -> StrategyParts:
    del route
    cdc = chance.optional(
        {"delete_policy": (0.5, chance.one(("apply", "ignore", "soft_delete"))), "operation_column": (0.2, "op")}
    )
    return StrategyParts({"unique_key": names.key(chance), **({"cdc": cdc} if cdc else {})})


def _backfill(chance: Chance, route: Route) -> StrategyParts:
    inners = {"kafka": ("incremental_merge",), "mssql": ("partition_replace", "incremental_merge")}
    inner = chance.one(inners.get(route.sink, ("partition_replace", "incremental_append", "incremental_merge")))
    backfill: Block = {"inner_mode": inner}
    backfill |= chance.optional(
        {
            "parallel_workers": (0.3, chance.number(1, 8)),
            "max_chunks": (0.3, chance.number(400, 5000)),
            "retry_policy": (0.3, chance.one(("non_committed", "failed_only"))),
            "lease_ttl_minutes": (0.2, chance.number(1, 600)),
            "state": (0.2, {"backend": "local_file"}),
        }
    )
    if chance.maybe(0.8):
        backfill["chunk"] = _chunk(chance)
    strategy: Block = {"backfill": backfill}
    if inner == "partition_replace":
        strategy["partition"] = {"column": "business_date"}
    if inner == "incremental_merge":
        strategy["unique_key"] = names.key(chance)
    return StrategyParts(strategy)


def _chunk(chance: Chance) -> Block:
    match chance.one(("date", "timestamp", "integer", "uuid")):
        case "date":
            step = chance.one(("1d", "1w", "1mo", "7D"))
            return {"column": "business_date", "kind": "date", "from": "2025-01-01", "to": "2025-03-31", "step": step}
        case "timestamp":
            bounds = {"from": "2025-01-01T00:00:00", "to": "2025-01-03T00:00:00"}
            return {"column": "event_time", "kind": "timestamp", **bounds, "step": chance.one(("6h", "1d"))}
        case "integer":
            return {"column": "id", "kind": "integer", "from": 1, "to": 10_000, "step": chance.one((1000, 500))}
        case _:
            return {"column": "id", "kind": "uuid", "buckets": chance.number(1, 64)}


_MAKERS = {
    "auto": _auto,
    "full_refresh": _full_refresh,
    "incremental_append": _append,
    "incremental_merge": _merge,
    "replace": _replace,
    "partition_replace": _partition_replace,
    "snapshot_diff": _snapshot_diff,
    "scd2": _scd2,
    "cdc_apply": _cdc_apply,
    "backfill": _backfill,
}
