"""The ladder: the rungs of the choice as data, in the order they are tried.

A rung is taken when all its conditions hold and no earlier rung was taken. Order, thresholds and codes are those of
dpone 0.88.0; a differential test walks both over thousands of contexts.
"""

from __future__ import annotations

from dpone_si.models.trace import Condition, Remark, Rung, all_hold
from dpone_si.vocabulary import AUTO, DATABASE_SINKS, KEYED_MODES, PARTITION_REPLACE_SINKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Facts = Mapping[str, object]


_EXPLICIT = Condition("requested_mode", "is_not", AUTO)
_FROM_CLICKHOUSE = Condition("source_type", "is", "clickhouse")
_INTO_MSSQL = Condition("sink_type", "is", "mssql")
_HAS_KEY = Condition("unique_key", "set")
_HAS_CURSOR = Condition("source_cursor", "set")
_HAS_PARTITION = Condition("partition_column", "set")
_BOUNDARY = ("clickhouse_mssql_complete_boundary_required",)

LADDER = (
    Rung(
        "unsupported_partition_replace",
        (
            Condition("requested_mode", "is", "partition_replace"),
            Condition("sink_type", "not_in", PARTITION_REPLACE_SINKS),
        ),
        "incremental_merge",
        (),
        ("partition_replace_not_supported",),
    ),
    Rung("explicit_strategy", (_EXPLICIT,), None, ("explicit_strategy",)),
    # ClickHouse to SQL Server has no proven incremental boundary: whatever the hints say, the load stays whole.
    Rung(
        "clickhouse_mssql_partition",
        (_FROM_CLICKHOUSE, _INTO_MSSQL, _HAS_PARTITION),
        "full_refresh",
        ("clickhouse_mssql_partition_window_unverified",),
        _BOUNDARY,
    ),
    Rung(
        "clickhouse_mssql_window",
        (_FROM_CLICKHOUSE, _INTO_MSSQL, Condition("source_window", "set")),
        "full_refresh",
        ("clickhouse_mssql_partition_window_unverified",),
        _BOUNDARY,
    ),
    Rung(
        "clickhouse_mssql_cursor",
        (_FROM_CLICKHOUSE, _INTO_MSSQL, _HAS_CURSOR),
        "full_refresh",
        ("clickhouse_mssql_cursor_unsupported",),
        _BOUNDARY,
    ),
    Rung(
        "clickhouse_mssql_key",
        (_FROM_CLICKHOUSE, _INTO_MSSQL, _HAS_KEY),
        "full_refresh",
        ("clickhouse_mssql_key_without_boundary",),
        _BOUNDARY,
    ),
    Rung(
        "clickhouse_mssql_default",
        (_FROM_CLICKHOUSE, _INTO_MSSQL),
        "full_refresh",
        ("clickhouse_mssql_full_refresh_safe_default",),
    ),
    Rung("cdc_available", (Condition("cdc_available", "set"), _HAS_KEY), "cdc_apply", ("cdc_available",)),
    Rung(
        "partition_replace_large_delta",
        (
            Condition("sink_type", "in", PARTITION_REPLACE_SINKS),
            _HAS_PARTITION,
            Condition("estimated_rows", "at_least", 1_000_000),
            Condition("changed_percent", "at_least", 0.05),
        ),
        "partition_replace",
        ("partition_replace_large_delta",),
    ),
    Rung(
        "unique_key_upsert",
        (_HAS_KEY, Condition("sink_type", "in", (*DATABASE_SINKS, "kafka"))),
        "incremental_merge",
        ("unique_key_upsert",),
    ),
    Rung("cursor_append", (_HAS_CURSOR,), "incremental_append", ("cursor_append",)),
    Rung("portable_full_refresh", (), "full_refresh", ("portable_full_refresh",)),
)

GATES = (
    Remark("staging_first_required", ()),
    Remark("unique_key_required", (Condition("strategy_mode", "in", KEYED_MODES), Condition("unique_key", "unset"))),
    Remark("delete_semantics", (Condition("delete_percent", "above", 0),)),
    Remark(
        "clickhouse_lightweight_delete",
        (Condition("sink_type", "is", "clickhouse"), Condition("strategy_mode", "is", "incremental_merge")),
    ),
)

WARNINGS = (
    Remark("dirty_source_contract_recommended", (Condition("source_type", "in", ("rest", "kafka")),)),
    Remark(
        "event_boundary_required",
        (
            Condition("event_table", "set"),
            Condition("sink_type", "in", DATABASE_SINKS),
            Condition("source_cursor", "unset"),
            Condition("partition_column", "unset"),
            Condition("unique_key", "unset"),
        ),
    ),
)


def climb(facts: Facts) -> Rung:
    """The rung these facts reach; the last rung has no conditions, so there always is one."""
    return next(rung for rung in LADDER if all_hold(rung.conditions, facts))


def holding(remarks: Sequence[Remark], facts: Facts) -> list[str]:
    """The codes of the remarks whose conditions all hold, in their order."""
    return [remark.code for remark in remarks if all_hold(remark.conditions, facts)]
