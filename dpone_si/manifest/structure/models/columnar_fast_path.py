"""``columnar_fast_path``: the route through Parquet files and object storage."""

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
    connection_ref: str = key("Connection with the credentials, resolved when the load starts.")
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
class DirectPush(Shape):
    """Settings of provider direct_push_columnar, older than execution."""

    mode: str = key("Older spelling of execution.mode.", deprecated="execution.mode")
    execution_mode: str = key("Older spelling of execution.mode.", deprecated="execution.mode")
    max_inflight_chunks: int = key(
        "Older spelling of execution.max_inflight_chunks.", deprecated="execution.max_inflight_chunks"
    )
    cleanup_policy: str = key("Older spelling of execution.cleanup_policy.", deprecated="execution.cleanup_policy")


@block(open=True)
class ColumnarFastPath(Shape):
    """The route through Parquet files."""

    mode: str = key("Whether the route is taken.", default="auto", values=("auto", "off", "required", "benchmark_only"))
    provider: str = key(
        "Who moves the files.", default="auto", values=("auto", "object_storage_pull", "direct_push_columnar")
    )
    execution: ColumnarExecution = key("How the data is cut.")
    object_storage: ColumnarObjectStorage = key("The bucket on the way.")
    direct_push: DirectPush = key("Settings of provider direct_push_columnar, older than execution.")
    execution_mode: str = key("Older spelling of execution.mode.", deprecated="execution.mode")
    max_inflight_chunks: int = key(
        "Older spelling of execution.max_inflight_chunks.", deprecated="execution.max_inflight_chunks"
    )
    cleanup_policy: str = key("Older spelling of execution.cleanup_policy.", deprecated="execution.cleanup_policy")
    target_chunk_bytes: int | str = key(
        "Older spelling of execution.target_chunk_bytes.", deprecated="execution.target_chunk_bytes"
    )
    max_chunk_bytes: int | str = key(
        "Older spelling of execution.max_chunk_bytes.", deprecated="execution.max_chunk_bytes"
    )
    target_chunk_rows: int = key("Rows that a chunk should have.")
    max_chunk_rows: int = key("Rows that a chunk may have.", default=1000000)
    format: str = key("Format of the files.")
    compression: str = key("Compression of the files.")
    clickhouse_read_access: ClickhouseReadAccess = key(
        "Older place of object_storage.clickhouse_read_access.", deprecated="object_storage.clickhouse_read_access"
    )
    retention: ObjectStorageRetention = key(
        "Older place of object_storage.retention.", deprecated="object_storage.retention"
    )
