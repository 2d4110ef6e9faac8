"""``native_transfer.snapshot``: a full native copy."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.columnar_fast_path import ColumnarFastPath

CLEANUP = ("eager", "on_success", "keep_on_failure")
SWITCH = ("auto", "off", "required", "benchmark_only")
BYTES = r"^\s*\d+(\.\d+)?\s*([KkMmGgTt]i?[Bb]|[Bb])?\s*$"


@block(open=True)
class SnapshotExecution(Shape):
    """How many parts travel at the same time."""

    mode: str = key("One part or several.", default="auto", values=("auto", "single", "parallel"))
    profile: str = key("Set of sizes.", default="balanced", values=("safe_worker", "balanced", "throughput", "custom"))
    max_parallel_exports: int = key("Parts exported at the same time.", default=4, ge=1)
    max_parallel_loads: int = key("Parts loaded at the same time.", default=2, ge=1)
    adaptive_parallelism: bool = key("Let dpone change the numbers while it runs.", default=True)


@block(open=True)
class SourceGovernor(Shape):
    """Limits that protect the source."""

    enabled: bool = key("Whether the source is protected.", default=True)
    max_source_cpu_pct: int = key("Per cent of the source's processors.", default=60, ge=1, le=100)
    max_query_seconds: int = key("Seconds that a query may take.", default=3600, ge=1)
    backoff_policy: str = key(
        "What reaching a limit does.", default="adaptive", values=("adaptive", "fail_fast", "fixed")
    )


@block(open=True)
class TargetGovernor(Shape):
    """Limits that protect the target."""

    enabled: bool = key("Whether the target is protected.", default=True)
    max_inflight_blocks: int = key("Blocks on the way at any moment.", default=4, ge=1)
    max_parts_per_partition: int = key("Parts of a ClickHouse partition.", default=50, ge=1)
    merge_pressure_policy: str = key(
        "What too many parts do.", default="throttle", values=("throttle", "fail_fast", "ignore")
    )


@block(open=True)
class SnapshotTuning(Shape):
    """Sizes of packets and blocks."""

    packet_size: int | str = key("Bytes in a network packet, or auto.", default="auto", ge=4096, le=65535)
    block_rows: int | str = key("Rows in a block, or auto.", default="auto", ge=1)
    block_bytes: int | str = key("Bytes in a block, or auto.", default="auto")
    compression: str = key("Compression on the way.", default="auto", values=("auto", "none", "lz4", "zstd"))
    presort: str = key(
        "Whether rows are sorted before they are loaded.", default="auto", values=("auto", "off", "required")
    )


@block(open=True)
class SnapshotScan(Shape):
    """How the table is read."""

    mode: str = key("In one go or in ranges.", default="auto", values=("auto", "single_scan", "range_partitioned"))
    heap_policy: str = key(
        "How a table without a clustered index is read.",
        default="single_scan_chunks",
        values=("single_scan_chunks", "range_if_indexed", "fail_fast"),
    )
    require_index_for_range: bool = key("Read in ranges only along an index.", default=True)


@block(open=True)
class PhysicalChunking(Shape):
    """Cutting by size."""

    mode: str = key("Whether rows are cut by size.", default="auto", values=("auto", "off", "required"))
    target_chunk_bytes: int | str = key("Size a chunk should have.", default="64MiB", ge=1, pattern=BYTES)
    max_chunk_bytes: int | str = key("Size a chunk may have.", default="128MiB", ge=1, pattern=BYTES)
    spool_mode: str = key("Through a file or a pipe.", default="file", values=("file", "fifo"))
    row_boundary: str = key("Chunks end with a row.", default="required", values=("required",))
    cleanup_policy: str = key("When chunk files are deleted.", default="eager", values=CLEANUP)


@block(open=True)
class SnapshotStreaming(Shape):
    """Streaming without files."""

    mode: str = key("Whether rows are streamed.", default="off", values=SWITCH)
    provider: str = key("Who streams.", default="bcp_pipe", values=("bcp_pipe", "spooled_chunks"))
    pipe_mode: str = key("Kind of pipe.", default="fifo", values=("fifo", "stdout"))
    read_buffer_bytes: int | str = key("Bytes read at a time.", default="4MiB", ge=65536, le=16777216, pattern=BYTES)
    target_chunk_bytes: int | str = key("Older spelling of read_buffer_bytes.", deprecated="read_buffer_bytes", ge=1)
    cleanup_policy: str = key("When pipes are removed.", default="eager", values=("eager",))
    delimiter_safety: str = key(
        "How sure it must be that delimiters are safe.", default="certified_only", values=("certified_only", "advisory")
    )


@block(open=True)
class ExportOptimizer(Shape):
    """Trials that choose the fastest export."""

    mode: str = key("Whether exports are tried.", default="auto", values=SWITCH)
    candidates: str | list[str] = key("Exports that are tried: auto, or a list of their names.", default="auto")
    probe_rows: int = key("Rows of a trial.", default=100000, ge=1)
    max_probe_seconds: int = key("Seconds of a trial.", default=30, ge=1)
    min_speedup_pct: float = key("Per cent of time that a change must save.", default=15, ge=0)
    cache_policy: str = key("How long results count.", default="route_schema_hash", values=("route_schema_hash",))
    rebenchmark_policy: str = key(
        "When trials are repeated.", default="schema_or_source_shape_change", values=("schema_or_source_shape_change",)
    )
    source_impact_policy: str = key(
        "How much trials may burden the source.",
        default="conservative",
        values=("conservative", "balanced", "throughput"),
    )
    bcp_probe_packets: list[int] = key("Packet sizes that are tried.", default=[16384, 32768, 65535])
    odbc_fetch_size: int = key("Rows fetched at a time over ODBC.", default=50000, ge=1)


@block(open=True)
class MaterializationCleanup(Shape):
    """How dropping the copy is tried."""

    lock_timeout_ms: int = key("Milliseconds to wait for a lock; -1 waits for ever.", default=5000, ge=-1)
    defer_on_lock_timeout: bool = key("Leave the copy for a later run when it stays locked.", default=True)
    reset_lock_timeout: bool = key("Restore the session's waiting time afterwards.", default=True)
    retry_attempts: int = key("Further attempts.", default=2, ge=0)
    retry_backoff_ms: int = key("Milliseconds between attempts.", default=250, ge=0)


@block(open=True)
class MaterializationIndex(Shape):
    """Index of the copy."""

    mode: str = key("Whether the copy gets an index.", default="auto", values=("off", "auto", "required"))
    boundary_columns: str | list[str] = key("Columns of the index: auto, or a list.", default="auto")


@block(open=True)
class Materialization(Shape):
    """A copy of the query's result on the source server, read instead of the query."""

    mode: str = key("Whether a copy is made.", default="auto", values=SWITCH)
    provider: str = key("How the copy is made.", default="auto", values=("auto", "mssql_work_table"))
    allow_source_writes: bool = key("Allow writing to the source server.", default=False)
    work_connection_ref: str = key("Connection with the right to write the copy.")
    work_database: str = key("Database of the copy.")
    work_schema: str = key("Schema of the copy.")
    table_prefix: str = key("Start of the copy's name.", default="__dpone_snapshot_")
    ttl_hours: int = key("Hours that the copy may live.", default=24, ge=1)
    cleanup_policy: str = key("When the copy is dropped.", default="eager", values=CLEANUP)
    cleanup: MaterializationCleanup = key("How dropping the copy is tried.")
    reuse_policy: str = key(
        "Whether an older copy may be read.", default="never", values=("never", "same_run_verified")
    )
    isolation: str = key(
        "Isolation level of the copy.", default="inherited", values=("inherited", "read_committed", "snapshot")
    )
    index: MaterializationIndex = key("Index of the copy.")
    update_statistics: str = key(
        "Whether statistics of the copy are updated.", default="auto", values=("auto", "off", "required")
    )
    min_speedup_pct: float = key("Per cent of time that a copy must save.", default=25, ge=0)
    max_materialization_seconds: int = key("Seconds that copying may take.", default=3600, ge=1)
    max_work_table_bytes: int | str = key("Size the copy may have.")


@block(open=True)
class SourceShape(Shape):
    """What is known of the table."""

    table_kind: str = key("Kind of table.")
    has_seekable_boundary: bool = key("Whether a range can be found quickly.")
    stats_confidence: str = key("How good its statistics are.")


@block(open=True)
class NativeSnapshot(Shape):
    """Settings of a full native copy."""

    execution: SnapshotExecution = key("How many parts travel at the same time.")
    scan: SnapshotScan = key("How the table is read.")
    source_governor: SourceGovernor = key("Limits that protect the source.")
    target_governor: TargetGovernor = key("Limits that protect the target.")
    tuning: SnapshotTuning = key("Sizes of packets and blocks.")
    physical_chunking: PhysicalChunking = key("Cutting by size.")
    streaming: SnapshotStreaming = key("Streaming without files.")
    columnar_fast_path: ColumnarFastPath = key("The route through Parquet files.")
    materialization: Materialization = key("A copy of the query's result on the source server.")
    export_optimizer: ExportOptimizer = key("Trials that choose the fastest export.")
    export_optimizer_probes: dict[str, object] | list[object] = key("Measurements for export_optimizer.")
    source_shape: SourceShape = key("What is known of the table.")
