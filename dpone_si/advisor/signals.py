"""The sentences of the advisor, by code. Codes and severities are those of dpone 0.88.0, the words are ours."""

from __future__ import annotations

from dpone_si.models.decisions import StrategySignal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def signal(code: str, facts: Mapping[str, object]) -> StrategySignal:
    """The remark with this code, its placeholders filled from the facts."""
    fixed = _FIXED.get(code)
    if fixed is not None:
        return fixed
    severity, message, action = _TEXTS[code]
    return StrategySignal(code, severity, message.format_map(facts), action.format_map(facts))


_TEXTS = {
    # reasons
    "explicit_strategy": ("info", "The manifest asks for {requested_mode}, so nothing is chosen automatically.", ""),
    "cdc_available": (
        "high",
        (
            "Change events are available and a unique key is set: applying them is exact and cheaper than comparing "
            "snapshots."
        ),
        "",
    ),
    "partition_replace_large_delta": (
        "high",
        (
            "A large share of a large partitioned source changes per run: replacing the touched partitions is cheaper "
            "than "
            "merging row by row."
        ),
        "Load into a staging table and publish whole partitions from it.",
    ),
    "unique_key_upsert": (
        "medium",
        "A unique key is set, so rows are merged by it; that keeps the target current and a rerun harmless.",
        "",
    ),
    "cursor_append": (
        "medium",
        "A cursor column is set but no unique key, so new rows can only be appended.",
        "",
    ),
    "portable_full_refresh": (
        "low",
        (
            "There is no key, cursor, change feed or partition to load increments by, so every run reloads the whole "
            "table."
        ),
        "",
    ),
    "clickhouse_mssql_partition_window_unverified": (
        "high",
        (
            "A partition column or source window does not prove that the ClickHouse slice is complete, nor that an "
            "empty target "
            "partition belongs to this run."
        ),
        "Ask for partition_replace explicitly once the window is certified as complete.",
    ),
    "clickhouse_mssql_cursor_unsupported": (
        "high",
        (
            "A cursor read back from the target is no durable boundary in ClickHouse, so the whole table is loaded "
            "until a "
            "complete window is declared."
        ),
        "",
    ),
    "clickhouse_mssql_key_without_boundary": (
        "high",
        "The unique key makes writes repeatable, but it does not say which ClickHouse rows changed.",
        "",
    ),
    "clickhouse_mssql_full_refresh_safe_default": (
        "medium",
        "From ClickHouse into SQL Server, auto stays with full_refresh until a complete-window strategy is asked for.",
        "",
    ),
    # warnings
    "partition_replace_not_supported": (
        "error",
        "The {sink_type} sink has no partitions to replace, so incremental_merge is planned instead.",
        "Write incremental_merge, or pick a sink with partitions.",
    ),
    "clickhouse_mssql_complete_boundary_required": (
        "error",
        (
            "Loading increments from ClickHouse into SQL Server needs a complete bounded source window; without one "
            "the whole "
            "table is loaded."
        ),
        "Declare and certify a window for replace, partition_replace or backfill, or keep full_refresh.",
    ),
    "dirty_source_contract_recommended": (
        "medium",
        "Rows of the {source_type} source have no fixed shape, and a changed field reaches the target unnoticed.",
        "Add schema_contract with enforcement quarantine for untrusted feeds or strict for certified ones.",
    ),
    "event_boundary_required": (
        "error",
        "The source is an event log, but nothing says where a run starts and ends, so events are lost or loaded twice.",
        "Set source.options.incremental_column, a partition column or a unique key.",
    ),
    # safety gates
    "staging_first_required": (
        "high",
        "Load into staging first; the target is touched only after staging is checked.",
        "",
    ),
    "unique_key_required": (
        "error",
        "{strategy_mode} matches source rows to target rows and cannot do so without a unique key.",
        "",
    ),
    "delete_semantics": (
        "high",
        "Source rows get deleted; apply the hard or soft delete policy before the state is committed.",
        "",
    ),
    "clickhouse_lightweight_delete": (
        "medium",
        "On ClickHouse incremental_merge deletes the matched keys with lightweight deletes and inserts the new rows.",
        "",
    ),
}

_FIXED = {code: StrategySignal(code, *text) for code, text in _TEXTS.items() if "{" not in text[1] + text[2]}
