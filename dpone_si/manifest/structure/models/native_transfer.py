"""``native_transfer``: the fast routes between engines."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block()
class ColumnarExecution(Shape):
    """How the columnar route cuts the data."""

    mode: str = key(
        "In chunks, as one file or as a stream.", default="chunked", values=("chunked", "file", "streaming")
    )
    target_chunk_bytes: int | str = key("Size a chunk should have.", default="512MiB")
    max_chunk_bytes: int | str = key("Size a chunk may have.", default="1GiB")
    max_inflight_chunks: int = key("Chunks on the way at any moment.", default=1, ge=1)
    cleanup_policy: str = key("When chunk files are deleted.")


@block()
class RuntimeAccess(Shape):
    """How the worker reaches the object storage."""

    connection_type: str = key(
        "Where the credentials come from.", default="airflow", values=("airflow", "env", "params", "vault")
    )
    connection_id: str = key("Connection with the credentials.")
    required_permissions: list[str] = key("Permissions that are checked first.")


@block()
class ClickhouseReadAccess(Shape):
    """How ClickHouse reaches the object storage."""

    mode: str = key(
        "How ClickHouse signs in.",
        default="named_collection",
        values=("named_collection", "connection", "presigned_url"),
    )
    named_collection: str = key("Named collection on the ClickHouse server.")
    connection_type: str = key("Where the credentials of connection_id come from.")
    connection_id: str = key("Connection with the credentials.")


@block()
class ObjectStoragePreflight(Shape):
    """What is tried before the extraction."""

    enabled: bool = key("Whether anything is tried.", default=True)
    require_runtime_write: bool = key("The worker must be able to write.", default=True)
    require_clickhouse_read: bool = key("ClickHouse must be able to read.", default=True)
    require_cluster_read: bool = key("Every node of the cluster must be able to read.", default=True)


@block()
class ObjectStorageRetention(Shape):
    """How long transfer objects stay and how full the bucket may be."""

    enabled: bool = key("Whether the rules apply.", default=True)
    bucket_limit_bytes: int | str = key("Size the bucket may reach.", default="200GiB")
    warn_usage_pct: int = key("Per cent of the limit that is reported.", default=70)
    block_usage_pct: int = key("Per cent of the limit that stops a load.", default=85)
    active_run_max_hours: int = key("Hours after which a run counts as dead.", default=12)
    failed_run_ttl_hours: int = key("Hours the objects of a failed run stay.", default=24)
    orphan_ttl_hours: int = key("Hours that objects without a run stay.", default=12)
    lifecycle_expiration_days: int = key("Days in the bucket's own expiry rule.", default=2)
    abort_incomplete_multipart_days: int = key("Days after which unfinished uploads are dropped.", default=1)
    require_lifecycle_rule: str = key(
        "What a missing expiry rule does.", default="warn", values=("off", "warn", "required")
    )


@block(open=True)
class ColumnarObjectStorage(Shape):
    """The bucket between SQL Server and ClickHouse."""

    uri_prefix: str = key("Where files are put.")
    format: str = key("Format of the files.")
    compression: str = key("Compression of the files.")
    target_chunk_bytes: int | str = key("Size a file should have.")
    max_chunk_bytes: int | str = key("Size a file may have.")
    cleanup_policy: str = key("When files are deleted.", default="eager")
    runtime_access: RuntimeAccess = key("How the worker reaches the storage.")
    clickhouse_read_access: ClickhouseReadAccess = key("How ClickHouse reaches the storage.")
    preflight: ObjectStoragePreflight = key("What is tried before the extraction.")
    retention: ObjectStorageRetention = key("How long objects stay.")


@block(open=True)
class ColumnarFastPath(Shape):
    """The route through Parquet files."""

    mode: str = key("Whether the route is taken.", default="auto", values=("auto", "off", "required", "benchmark_only"))
    provider: str = key(
        "Who moves the files.", default="auto", values=("auto", "object_storage_pull", "direct_push_columnar")
    )
    execution: ColumnarExecution = key("How the data is cut.")
    object_storage: ColumnarObjectStorage = key("The bucket on the way.")


@block(open=True)
class Materialization(Shape):
    """A copy of the query's result on the source server, read instead of the query."""

    mode: str = key("Whether a copy is made.", default="auto")
    provider: str = key("How the copy is made.", default="auto")
    allow_source_writes: bool = key("Allow writing to the source server.", default=False)
    work_connection_ref: str = key("Connection with the right to write the copy.")
    work_database: str = key("Database of the copy.")
    work_schema: str = key("Schema of the copy.")
    table_prefix: str = key("Start of the copy's name.")
    ttl_hours: int = key("Hours that the copy may live.")
    cleanup_policy: str = key("When the copy is dropped.", default="eager")
    cleanup: dict[str, object] = key("How dropping is tried: lock_timeout_ms, retry_attempts, retry_backoff_ms.")
    reuse_policy: str = key("Whether an older copy may be read.", default="never")
    isolation: str = key("Isolation level of the copy.", default="inherited")
    index: dict[str, object] = key("Index of the copy: mode, boundary_columns.")
    update_statistics: bool = key("Update statistics of the copy.")
    min_speedup_pct: float = key("Per cent of time that a copy must save.", default=25)
    max_materialization_seconds: int = key("Seconds that copying may take.")
    max_work_table_bytes: int | str = key("Size the copy may have.")


@block(open=True)
class NativeSnapshot(Shape):
    """Settings of a full native copy."""

    columnar_fast_path: ColumnarFastPath = key("The route through Parquet files.")
    execution: dict[str, object] = key(
        "Parallel exports and loads: mode, profile, max_parallel_exports, max_parallel_loads."
    )
    source_governor: dict[str, object] = key("Limits that protect the source, such as max_source_cpu_pct.")
    target_governor: dict[str, object] = key("Limits that protect the target, such as max_inflight_blocks.")
    tuning: dict[str, object] = key("Packet and block sizes.")
    physical_chunking: dict[str, object] = key("Cutting by size: target_chunk_bytes, max_chunk_bytes, spool_mode.")
    streaming: dict[str, object] = key("Streaming without files: mode, provider, pipe_mode.")
    materialization: Materialization = key("A copy of the query's result on the source server.")
    source_shape: dict[str, object] = key(
        "What is known of the table: table_kind, has_seekable_boundary, stats_confidence."
    )
    export_optimizer: dict[str, object] = key("Trials that choose the fastest export.")
    export_optimizer_probes: dict[str, object] | list[object] = key("Measurements for export_optimizer.")


@block(open=True)
class NativeWire(Shape):
    """Format on the wire of a native copy."""

    mode: str = key(
        "How rows are written on the wire.",
        default="auto",
        values=("auto", "typed_binary", "typed_raw", "source_encoded", "driver"),
        aliases=("binary",),
        open_enum=True,
    )
    binary_format: str = key(
        "Format for typed_binary; mssql_native takes the native SQL Server route.",
        default="rowbinary",
        values=("rowbinary", "mssql_native"),
        open_enum=True,
    )
    text_safety: str = key("How text that holds delimiters is treated.", default="prove_or_transcode")
    delimiter_profile: str = key("Which delimiters are used.", default="auto")
    null_policy: str = key("How nulls are told from empty text.", default="sidecar")
    source_native_format: str = key(
        "Native format of the export.", default="auto", values=("auto", "bcp_native"), open_enum=True
    )
    block_rows: int = key("Rows in a block.", default=65536)
    block_bytes: int | str = key("Bytes in a block.")
    acceleration: dict[str, object] = key("Compiled encoders: mode.")


@block(closed=True, strict=False)
class NativeChunking(Shape):
    """How the native SQL Server route cuts the rows."""

    mode: str = key("How rows are cut; the route knows one way.", values=("bounded_stream",), any_case=False)
    parallelism: int = key("Chunks on the way at the same time.", default=1, ge=1, le=64)
    checkpointing: str = key(
        "Whether an interrupted load goes on.", default="resumable", values=("resumable",), any_case=False
    )


@block(closed=True)
class NativeChunks(Shape):
    """Limits of the chunks of the native SQL Server route."""

    max_total_encoded_bytes: int = key("Bytes of all chunks together.", required=True, ge=1)
    stage_allocated_bytes_stop_threshold: int = key(
        "Bytes of staging tables at which the load stops.", required=True, ge=1
    )
    max_rows: int = key("Rows in a chunk.", default=65536, ge=1, le=1000000)
    max_bytes: int = key("Bytes in a chunk.", default=16777216, ge=1, le=1073741824)
    max_row_bytes: int = key("Bytes in a row.", default=1048576, ge=1)
    max_pending: int = key("Chunks that wait.", default=2, ge=1, le=64)
    max_staging_tables: int = key("Staging tables at the same time.", default=1024, ge=1)
    encoding_parallelism: int = key("Chunks encoded at the same time.", ge=1, le=64)
    import_parallelism: int = key("Chunks imported at the same time.", ge=1, le=64)


@block(open=True)
class NativeExecution(Shape):
    """How a native copy is carried out."""

    chunking: NativeChunking = key("How rows are cut.")
    native_chunks: NativeChunks = key("Limits of the chunks.")
    verification_backend: str = key(
        "Who checks the written rows.",
        default="python_readback",
        values=("python_readback", "target_local"),
        any_case=False,
    )
    import_backend: str = key("Who writes the rows.", default="bcp", values=("bcp", "mssql_sqlclient"), any_case=False)
    layout_version: int = key("Layout of staging tables with mssql_sqlclient: 1 or 2.", default=1, ge=1, le=2)
    certification: dict[str, object] = key("Whether the copy is certified: mode.")


@block(open=True)
class NativeTransfer(Shape):
    """The fast routes between engines."""

    enabled: bool = key("Whether native routes may be taken.", default=True)
    snapshot: NativeSnapshot = key("Settings of a full native copy.")
    source_snapshot: dict[str, object] = key("Which rows count as the source's state: mode, replica_scope.")
    wire: NativeWire = key("Format on the wire.")
    execution: NativeExecution = key("How a native copy is carried out.")
    optimizer_profile: str = key("Set of sizes for packets and batches.")
    require_artifact_checksum: bool = key("Fail when a transfer file has no checksum.", default=False)
