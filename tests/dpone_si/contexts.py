"""Seeded random contexts for the advisor: every word it compares, next to words and spellings it does not know."""

from __future__ import annotations

from random import Random
from typing import Any

SOURCES = (
    "postgres",
    "mssql",
    "mysql",
    "clickhouse",
    "kafka",
    "api",
    "rest",
    "SQLServer",
    "sql-server",
    "oracle",
    " Postgres ",
)
SINKS = ("postgres", "mssql", "clickhouse", "bigquery", "kafka", "bq", "sqlserver", "oracle", "MSSQL", "click-house")
MODES = (
    *("auto",) * 8,
    "default",
    "",
    "Full-Refresh",
    "partition_replace",
    "Partition-Replace",
    "incremental_merge",
    "scd2",
    "snapshot_diff",
    "cdc_apply",
    "replace",
    "backfill",
    "unheard_of",
)
POLICIES = (
    "auto",
    "auto",
    "default",
    "",
    "delete+insert",
    "exchange",
    "upsert_events",
    "alter_delete_insert",
    "Shadow-Swap",
    "x",
)


def random_context(random: Random) -> dict[str, Any]:
    """The fields of one StrategyContext."""
    pick = random.choice
    context: dict[str, Any] = {
        "source_type": pick(SOURCES),
        "sink_type": pick(SINKS),
        "requested_mode": pick(MODES),
        "requested_merge_policy": pick(POLICIES),
        "unique_key": pick([(), ("id",), ("a", "b")]),
        "estimated_rows": pick([None, 0, -1, 999_999, 1_000_000, 9_999_999, 10_000_000, 50_000_000]),
        "changed_percent": pick([None, 0, 0.0, 0.049, 0.05, 0.2, 20]),
        "delete_percent": pick([None, 0, 0.01, 5, -1]),
        "partition_column": pick([None, "", "business_date"]),
        "cdc_available": pick([False, False, True]),
        "source_cursor": pick([None, "", "updated_at"]),
    }
    if random.random() < 0.9:
        context["source_options"] = random_source_options(random)
    if random.random() < 0.9:
        context["sink_options"] = random_sink_options(random)
    return context


def random_source_options(random: Random) -> dict[str, Any]:
    """Options that declare events, windows and wires, in and out of the words dpone knows."""
    kinds = ["event", " EVENTS ", "event_log", "append_only_event", "table", "", None]
    wire = {
        "mode": ["auto", "typed_binary", "binary", "typed_raw", "driver", "source_encoded", " Typed_Binary ", None],
        "source_native_format": ["auto", "bcp_native", "BCP-native", None],
        "binary_format": ["rowbinary", "native", "Na-tive", None],
    }
    choices: dict[str, list[Any]] = {
        "table_kind": kinds,
        "source_kind": kinds,
        "event_table": [True, False, "no", 0],
        "custom_predicate": ["x = 1", "", None],
        "source_custom_predicate": ["x = 1", "", None],
        "date_from": ["2024-01-01", "", None],
        "date_to": ["2024-02-01", "", None],
        "mssql_export_mode": ["streaming", "Streaming", "bcp", "", None],
        "extract_mode": ["queryout", "", None],
        "native_transfer": [None, "text", {"wire": None}, *({"wire": _some(random, wire, 0.7)} for _ in range(4))],
    }
    return _some(random, choices, 0.25)


def random_sink_options(random: Random) -> dict[str, Any]:
    """Options that choose an ingest contract and a merge policy."""
    contracts = [
        "auto",
        "typed_binary_staging",
        "typed_staging",
        "typed_raw_streaming_staging",
        "direct_tsv",
        " Python ",
        None,
    ]
    return _some(
        random,
        {
            "clickhouse_bulk": [None, *({"ingest_contract": contract} for contract in contracts)],
            "merge_policy": ["shadow_swap", "", None, "x"],
        },
        0.4,
    )


def _some(random: Random, choices: dict[str, list[Any]], share: float) -> dict[str, Any]:
    return {name: random.choice(values) for name, values in choices.items() if random.random() < share}
