"""``source.options.partitioning``: reading a table in parallel ranges."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block()
class PartitioningBounds(Shape):
    """Ends of the range that is cut."""

    lower: object = key("Lower end, included.")
    upper: object = key("Value at which the last range ends.")


@block()
class PartitioningRange(Shape):
    """One range cut by hand."""

    lower: object = key("Value at which this range begins.")
    upper: object = key("Value at which this range ends.")
    include_lower: bool = key("Whether the lower end belongs to the range.", default=True)
    include_upper: bool = key("Whether the upper end belongs to the range.", default=False)
    null: bool = key("Whether the range takes the rows without a value.", default=False)


@block()
class PartitionPlanner(Shape):
    """How dpone cuts the ranges itself; an unknown word counts as the default."""

    mode: str = key("How the ranges are found.", default="auto", values=("auto", "statistics", "probe", "manual"))
    stats_source: str = key("Where statistics come from.", default="auto", values=("auto", "dmv", "dbcc", "sample"))
    skew_policy: str = key(
        "What happens to a range with far too many rows.",
        default="split_hot_ranges",
        values=("split_hot_ranges", "warn", "fail_fast"),
    )
    max_hot_partition_factor: float = key("How many times the average makes a range too big.", default=2.0, ge=1)
    min_partition_rows: int = key("Fewest rows worth a range of their own.", default=50000, ge=1)
    boundary_type: str = key(
        "Type of the bounds.",
        default="auto",
        values=("auto", "numeric", "date", "datetime", "datetime2", "datetimeoffset", "rowversion"),
    )
    bounds_role: str = key(
        "Whether bounds also filter rows or only guide the cuts.", default="filter", values=("filter", "stride")
    )
    temporal_granularity: str = key(
        "Unit in which times are cut.",
        default="auto",
        values=("auto", "day", "hour", "minute", "second", "millisecond", "microsecond", "100ns"),
    )
    null_bucket: str = key(
        "Where rows without a value go.", default="separate", values=("separate", "include_first", "fail")
    )
    low_confidence_policy: str = key(
        "What happens when the statistics are poor.",
        default="conservative",
        values=("conservative", "fail_fast", "single_partition"),
    )


@block()
class ConsistencyAuthority(Shape):
    """What proves that all ranges see the same data."""

    database_snapshot: str = key("Name of the database snapshot that is read.")
    as_of: str = key("Moment at which a temporal table is read.")
    write_exclusion_ref: str = key("Reference to the agreement that nobody writes.")


@block()
class RangeParallelism(Shape):
    """Ranges that travel at the same time."""

    mode: str = key("Whether ranges travel at the same time.", default="off", values=("off", "auto", "required"))
    reader_workers: int = key("Ranges read at the same time.", default=1, ge=1)
    upload_workers: int = key("Ranges uploaded at the same time.", default=1, ge=1)
    load_workers: int = key("Ranges loaded at the same time.", default=1, ge=1)
    max_inflight_ranges: int = key("Ranges on the way at any moment.", default=1, ge=1)
    max_inflight_rows: int = key("Rows on the way at any moment.", ge=1)
    max_inflight_bytes: int = key("Bytes on the way at any moment.", ge=1)
    gap_policy: str = key("Whether ranges may leave gaps.", default="reject", values=("reject", "allow_explicit"))
    consistency: str = key(
        "Why all ranges see the same data; needed unless mode is off.",
        values=("immutable", "database_snapshot", "temporal_as_of", "write_exclusion"),
    )
    consistency_authority: ConsistencyAuthority = key("What proves the consistency.")
    staging_topology: str = key(
        "One staging table for the run or one per range.",
        default="shared_per_run",
        values=("shared_per_run", "per_partition"),
    )
    group_key: list[str] = key("Columns whose equal values must stay in one range.")


@block(open=True)
class SourcePartitioning(Shape):
    """How the extraction is split into parallel ranges."""

    enabled: bool = key("Whether the extraction is split.", default=True)
    column: str = key("Column along which the table is cut.", common=True)
    strategy: str = key("How the table is cut.", default="range")
    bounds: str | PartitioningBounds = key("Ends of the range, or auto to ask the database.", common=True)
    ranges: list[PartitioningRange] = key("Ranges cut by hand.")
    num_partitions: int = key("Number of ranges.", ge=1, common=True)
    max_partitions: int = key("Largest number of ranges.", ge=1)
    target_rows_per_partition: int = key("Rows that a range should hold.", ge=1)
    planner: PartitionPlanner = key("How dpone cuts the ranges itself.")
    export_workers: int = key("Ranges read at the same time.", ge=1)
    load_workers: int = key("Ranges loaded at the same time.", ge=1)
    range_parallelism: RangeParallelism = key("Ranges that travel at the same time.")
