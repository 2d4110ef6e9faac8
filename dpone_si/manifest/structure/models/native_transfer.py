"""``native_transfer``: the fast routes between engines."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.native_snapshot import CLEANUP, NativeSnapshot


@block(open=True)
class WireAcceleration(Shape):
    """Compiled encoders."""

    mode: str = key("Whether compiled encoders are used.", default="auto", values=("auto", "off", "required"))


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
        values=("rowbinary", "native", "mssql_native"),
        open_enum=True,
    )
    text_safety: str = key(
        "How text that holds delimiters is treated.",
        default="prove_or_transcode",
        values=("prove_or_transcode", "prove_or_fail", "source_escape"),
    )
    delimiter_profile: str = key(
        "Which delimiters are used.", default="auto", values=("auto", "tab_lf", "ascii_control", "custom")
    )
    null_policy: str = key(
        "How nulls are told from empty text.",
        default="sidecar",
        values=("sidecar", "source_marker", "not_nullable_only"),
    )
    source_native_format: str = key(
        "Native format of the export.", default="auto", values=("auto", "odbc_row_stream", "bcp_native"), open_enum=True
    )
    block_rows: int = key("Rows in a block.", default=65536, ge=1)
    block_bytes: int | str = key("Bytes in a block.", default="64MiB")
    acceleration: WireAcceleration = key("Compiled encoders.")


@block(open=True)
class NativeChunking(Shape):
    """How the rows are cut."""

    mode: str = key(
        "Windows of a bounded size, or the bounded stream of the native SQL Server route.",
        values=("bounded_window", "bounded_stream"),
        any_case=False,
    )
    parallelism: int = key("Chunks on the way at the same time.", default=1, ge=1, le=64)
    checkpointing: str = key(
        "Whether an interrupted load goes on.", default="resumable", values=("resumable",), open_enum=True
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
class NativeTransport(Shape):
    """What carries the rows."""

    mode: str = key("What carries the rows.", default="auto", values=("auto", "file", "object", "stream"))
    prefer_streaming: bool = key("Stream where that is possible.", default=True)
    fallback_to_file: bool = key("Use files when streaming fails.", default=True)
    stream_buffer_bytes: int | str = key("Size of the stream's buffer.", default="16MiB", ge=1)
    checksum: str = key("Digest over the stream.", default="rolling", values=("none", "rolling", "sha256"))
    max_stream_seconds: int = key("Seconds that a stream may take.", default=3600, ge=1)


@block(open=True)
class ResourcePolicy(Shape):
    """How many files and bytes may be open."""

    max_active_files: int = key("Files at the same time.", ge=1)
    max_active_bytes: int | str = key("Bytes of all files.", ge=1)
    target_file_bytes: int | str = key("Size a file should have.", ge=1)
    max_file_bytes: int | str = key("Size a file may have.", ge=1)
    adaptive_sizing: bool = key("Let dpone change sizes while it runs.", default=True)
    oversize_policy: str = key(
        "What a file that is too big does.", default="split_and_retry", values=("split_and_retry", "fail")
    )
    min_slice_rows: int = key("Fewest rows of a part.", ge=1)
    max_slice_rows: int = key("Most rows of a part.", ge=1)
    disk_headroom_pct: int = key("Per cent of the disk that stays free.", ge=0, le=95)


@block(open=True)
class NativeCertification(Shape):
    """Whether only certified routes are taken."""

    mode: str = key(
        "Whether only certified routes are taken.", default="auto", values=("auto", "advisory", "certified_only")
    )
    artifact: str = key("File with the certification.")


@block(open=True)
class NativeExecution(Shape):
    """How a native copy is carried out."""

    mode: str = key("One step after the other, or side by side.", default="auto", values=("auto", "batch", "pipelined"))
    profile: str = key(
        "Set of sizes.", default="balanced", values=("safe_worker", "balanced", "throughput", "debug", "custom")
    )
    cleanup_policy: str = key("When transfer files are deleted.", default="eager", values=CLEANUP)
    resume_policy: str = key(
        "Where an interrupted copy goes on.",
        default="staging_if_verified",
        values=("staging_if_verified", "object_store_if_verified", "reexport"),
    )
    transport: NativeTransport = key("What carries the rows.")
    resource_policy: ResourcePolicy = key("How many files and bytes may be open.")
    certification: NativeCertification = key("Whether only certified routes are taken.")
    chunking: NativeChunking = key("How rows are cut.")
    native_chunks: NativeChunks = key("Limits of the chunks of the native SQL Server route.")
    verification_backend: str = key(
        "Who checks the written rows.",
        default="python_readback",
        values=("python_readback", "target_local"),
        any_case=False,
    )
    import_backend: str = key("Who writes the rows.", default="bcp", values=("bcp", "mssql_sqlclient"), any_case=False)
    layout_version: int = key("Layout of staging tables with mssql_sqlclient: 1 or 2.", default=1, ge=1, le=2)


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
