"""``sink.strategy``: how the target changes."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.backfill import Backfill
from dpone_si.manifest.structure.models.portable_scope import PortableScope
from dpone_si.manifest.structure.models.window import Window

MODES = {
    "auto": "dpone picks the mode from the key, the hints and the sink while it reads the manifest.",
    "full_refresh": "Replaces the whole content of the target.",
    "incremental_merge": "Updates rows that exist by key and inserts the others.",
    "incremental_append": "Adds the new rows and leaves the rest alone.",
    "replace": "Deletes the rows that a condition selects and inserts the extracted ones.",
    "partition_replace": "Replaces whole partitions that occur in the extracted rows.",
    "snapshot_diff": "Compares a complete source snapshot with the target and applies the difference.",
    "scd2": "Keeps every version of a row with the time it was valid.",
    "cdc_apply": "Applies a stream of inserts, updates and deletes.",
    "backfill": "Loads a long range of history in chunks that can be resumed.",
}

MERGE_POLICIES = {
    "auto": "The sink's own default: delete_insert, lightweight_delete_insert on clickhouse, event_upsert on kafka.",
    "delete_insert": "Deletes the rows with a staged key, then inserts the staged rows.",
    "update_insert": "Updates rows in place and inserts the rest; mssql only.",
    "shadow_swap": "Builds a complete new table beside the target and swaps the two.",
    "lightweight_delete_insert": "Uses lightweight deletes of ClickHouse before inserting.",
    "mutation_delete_insert": "Uses ALTER TABLE DELETE mutations of ClickHouse; needs allow_non_recommended_policy.",
    "event_upsert": "Writes one keyed message per row to the topic.",
}

NATIVE_MODE_ALIASES = ("off", "disabled", "disable", "require", "native_required")

MERGE_POLICY_ALIASES = (
    "default",
    "update+insert",
    "delete+insert",
    "delete_insert_merge",
    "exchange",
    "lightweight_delete+insert",
    "alter_delete_insert",
    "upsert_events",
)


@block()
class Partition(Shape):
    """Which partitions a partition_replace or backfill load replaces, and how."""

    column: str = key("Column that decides to which partition a row belongs.", required=True, common=True)
    value_expression: str = key(
        "Read-only SQL expression that yields the partition value of a staged row, instead of the plain column.",
        sinks=("postgres", "clickhouse", "bigquery"),
    )
    expression: str = key(
        "Older name of value_expression.",
        deprecated="value_expression",
        sinks=("postgres", "clickhouse", "bigquery"),
    )
    values_from_staging: bool = key(
        "Take the set of partitions from the staged rows; mssql accepts true only.", default=True
    )
    max_partitions_per_run: int = key(
        "Stop before changing the target when one run touches more partitions.", default=64, ge=1
    )
    native: bool = key("Use the engine's own partition operation where there is one.", default=True)
    native_mode: str = key(
        "How much the load insists on the engine's own partition operation.",
        default="auto",
        values={
            "auto": "Use the native operation when the target supports it.",
            "required": "Fail when the native operation is not possible.",
            "fallback": "Delete and insert when the native operation is not possible.",
        },
        aliases=NATIVE_MODE_ALIASES,
        enforced=True,
    )
    finalization: str = key(
        "Older name of native_mode.",
        values=("auto", "required", "fallback"),
        aliases=NATIVE_MODE_ALIASES,
        deprecated="native_mode",
        enforced=True,
    )
    require_native: bool = key("Fail instead of falling back when the native operation is not possible.", default=False)
    partition_function: str = key(
        "Partition function of the SQL Server target; reserved, dpone refuses it today.", sinks=("mssql",)
    )
    switch_out_schema: str = key(
        "Schema for partitions switched out of the target; reserved, dpone refuses it today.", sinks=("mssql",)
    )
    switch_out_table_template: str = key(
        "Name of the table a partition is switched out to; reserved, dpone refuses it today.", sinks=("mssql",)
    )


@block()
class Diff(Shape):
    """How snapshot_diff compares the source snapshot with the target."""

    compare: str = key(
        "What makes two versions of a row different.",
        default="row_hash",
        values={
            "row_hash": "A hash over the business columns differs.",
            "all_columns": "Any column differs.",
        },
    )
    delete_policy: str = key(
        "What happens to target rows that are gone from the source.",
        default="hard_delete",
        values={
            "ignore": "They stay as they are.",
            "hard_delete": "They are deleted.",
            "soft_delete": "They are marked as deleted.",
        },
    )


@block()
class Scd2(Shape):
    """Column names and delete handling of a history table (scd2)."""

    valid_from_column: str = key("Column with the time a version became valid.", default="__dpone__valid_from_at")
    valid_to_column: str = key("Column with the time a version stopped being valid.", default="__dpone__valid_to_at")
    current_flag_column: str = key("Column that is true for the version in force.", default="__dpone__is_current")
    row_hash_column: str = key("Column with the hash that tells versions apart.", default="__dpone__row_hash")
    delete_policy: str = key(
        "What happens to rows that are gone from the source.",
        default="expire",
        values={
            "expire": "The version in force is closed.",
            "ignore": "The version in force stays open.",
            "hard_delete_not_supported": "Says openly that deletes are not carried over; mssql refuses it.",
        },
    )


@block()
class Cdc(Shape):
    """How cdc_apply reads the operation of a change row."""

    delete_policy: str = key(
        "What a delete event does to the target row.",
        default="apply",
        values={
            "apply": "Deletes it.",
            "ignore": "Leaves it.",
            "soft_delete": "Marks it as deleted.",
        },
    )
    state_boundary: str = key("Where the change stream was read up to; replay planning looks for it.")
    operation_column: str = key(
        "Column that says whether a change row inserts, updates or deletes.", default="__dpone__op"
    )


@block()
class Strategy(Shape):
    """How the target changes: the mode and the settings of that mode."""

    mode: str = key(
        "How the target changes; without it dpone plans a full_refresh.",
        default="full_refresh",
        values=MODES,
        aliases=("default",),
        common=True,
        any_case=True,
        enforced=True,
    )
    unique_key: str | list[str] = key(
        "Column or columns that identify a row; the one place for the business key.",
        modes=("auto", "incremental_merge", "incremental_append", "snapshot_diff", "scd2", "cdc_apply", "backfill"),
        common=True,
    )
    only_new_rows: bool = key(
        "Append only rows whose key is not in the target yet; needs unique_key.",
        default=False,
        modes=("incremental_append", "backfill"),
        common=True,
    )
    overwrite_type: str = key(
        "How a full refresh replaces the content.",
        default="truncate_insert",
        values={
            "truncate_insert": "Empties the target and inserts.",
            "exchange": "Fills a second table and exchanges the two; not for mssql.",
        },
        any_case=False,
        modes=("full_refresh",),
    )
    custom_predicate: str = key(
        "SQL condition that selects the target rows a replace load deletes.",
        modes=("replace", "backfill"),
        common=True,
    )
    portable_scope: PortableScope = key(
        "Typed condition for replace that dpone renders for both engines; postgres to mssql only.",
        modes=("replace", "backfill"),
        sinks=("mssql",),
        sources=("postgres",),
    )
    window: Window = key(
        "Rolling window of rows to replace; needs atomicity beside it.", modes=("replace", "partition_replace")
    )
    atomicity: Literal["target_atomic"] = key(
        "Promise that the window is replaced in one transaction of the target; goes with window only.",
        modes=("replace", "partition_replace"),
        enforced=True,
        any_case=False,
    )
    merge_policy: str = key(
        "How staged rows reach the target.",
        default="auto",
        values=MERGE_POLICIES,
        aliases=MERGE_POLICY_ALIASES,
        modes=("auto", "incremental_merge", "partition_replace", "snapshot_diff", "cdc_apply", "backfill"),
        common=True,
    )
    duplicate_policy: Literal["fail"] = key(
        "What happens when two staged rows have the same key: the load fails.",
        default="fail",
        modes=("auto", "incremental_merge", "snapshot_diff", "cdc_apply", "backfill"),
    )
    allow_non_recommended_policy: bool = key(
        "Allow merge_policy mutation_delete_insert.",
        default=False,
        sinks=("clickhouse",),
        modes=("auto", "incremental_merge", "backfill"),
    )
    mutations_sync: int = key(
        "Value of the ClickHouse setting mutations_sync: how long a mutation is waited for.",
        ge=0,
        sinks=("clickhouse",),
    )
    max_source_bytes: int = key(
        "Refuse to extract more than this many bytes.",
        ge=1,
        le=9223372036854775807,
        sinks=("clickhouse",),
        modes=("full_refresh",),
        enforced=True,
    )
    partition: Partition = key(
        "The partitions that are replaced.", modes=("auto", "partition_replace", "backfill"), common=True
    )
    diff: Diff = key("Settings of snapshot_diff.", modes=("snapshot_diff",))
    scd2: Scd2 = key("Settings of scd2.", modes=("scd2",))
    cdc: Cdc = key("Settings of cdc_apply.", modes=("cdc_apply",))
    backfill: Backfill = key("Settings of backfill.", modes=("backfill",))
