"""``source.options``: how rows are read, and the hints for mode auto."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.api_options import (
    API,
    DAY,
    ApiClientKeys,
    ApiParentKeys,
    ApiProviderKeys,
    RestKeys,
)
from dpone_si.manifest.structure.models.columnar_fast_path import ColumnarFastPath
from dpone_si.manifest.structure.models.hooks import Hooks
from dpone_si.manifest.structure.models.kafka import KafkaMessageKeys, KafkaSourceKeys
from dpone_si.manifest.structure.models.native_transfer import NativeTransfer
from dpone_si.manifest.structure.models.partitioning import SourcePartitioning
from dpone_si.manifest.structure.models.portable_scope import PortableScope
from dpone_si.manifest.structure.models.query import Query
from dpone_si.manifest.structure.models.type_fidelity import TypeFidelity

SQL = ("postgres", "mysql", "mssql", "clickhouse")
PARTITIONING = "partitioning"


@block(closed=True)
class XminExecution(Shape):
    """The two phases of an xmin load, joined by a name."""

    mode: Literal["auto", "initial", "incremental"] = key(
        "Which phase this process is; auto means that there are no phases.", required="tool"
    )
    handoff_id: str = key(
        "Name that joins both phases; not with auto.", nullable=True, pattern=r"^[a-z][a-z0-9_.-]{0,127}$"
    )


@block(open=True)
class ColumnType(Shape):
    """A column with its type."""

    name: str = key("Name of the column.", required=True)
    type: str = key("Type of the column.")


class HintKeys(Shape):
    """What the author knows about the data; mode auto decides by it."""

    estimated_rows: int = key(
        "About how many rows the source has; mode auto and the batch size depend on it.",
        ge=0,
        shared=False,
        common=True,
    )
    changed_percent: float = key(
        "Share of rows that change between loads; 0.05 means 5 per cent, but dpone takes 5 as enough too.",
        ge=0,
        shared=False,
        common=True,
    )
    delete_percent: float = key("Share of rows deleted between loads.", ge=0, shared=False, common=True)
    partition_column: str = key(
        "Column by which the target is partitioned; lets mode auto choose partition_replace.", shared=False, common=True
    )
    cdc_enabled: bool = key(
        "Whether the source delivers change rows; lets mode auto choose cdc_apply.", shared=False, common=True
    )
    incremental_column: str = key("Cursor column of an incremental read.", common=True)
    table_kind: str = key(
        "Kind of table; event tables get a warning on late rows.",
        values=("event", "events", "event_log", "append_only_event"),
        open_enum=True,
        shared=False,
        common=True,
    )
    source_kind: str = key("Other spelling of table_kind.", shared=False)
    event_table: bool = key("Other way to say that the table holds events.", shared=False)
    indexed_columns: list[str] = key("Columns with an index, for the estimate of the load on the source.", shared=False)


class ReadKeys(Shape):
    """How rows are read."""

    batch_size: int = key(
        "Rows read and written at a time; by default 10000 or what mode auto finds.",
        default=10000,
        ge=100,
        le=5000000,
        nullable=True,
        common=True,
    )
    columns: list[str | ColumnType] | dict[str, str] = key(
        "Columns that are read, all by default; for a rest api and for postgres to mssql with their types.", common=True
    )
    custom_predicate: str = key("SQL condition on the rows that are read.", sources=SQL, shared=False, common=True)
    query: Query = key("A SELECT instead of a table.", sources=SQL, common=True)
    unique_key: str | list[str] = key("Business key, when sink.strategy.unique_key is missing; one place is enough.")
    incremental_strategy: str = key(
        "How an incremental read finds new rows.",
        values={
            "xmin": "By PostgreSQL's transaction number; needs no column.",
            "column": "By the largest value of incremental_column.",
        },
        aliases=("postgres_xmin", "pg_xmin", "column_cursor", "incremental_column"),
        sources=SQL,
        common=True,
    )
    xmin_execution: XminExecution = key(
        "The two phases of an xmin load, joined by a name.", sources=("postgres",), sinks=("mssql",), shared=False
    )
    lookback_days: int = key(
        "Days before the cursor that are read again.",
        default=0,
        ge=0,
        le=730,
        sources=("clickhouse", "api"),
        common=True,
    )
    export_format: str = key(
        "Format of transfer files.",
        default="csv",
        values={
            "csv": "Text; every sink takes it.",
            "binary": "PostgreSQL's binary format; not for bigquery.",
        },
        aliases=("mssql-delimited", "clickhouse-tsv"),
        open_enum=True,
        shared=False,
        common=True,
    )
    compress_export: bool = key(
        "Compress transfer files; not for kafka sinks.", default=False, sources=SQL, common=True
    )
    batch_commit_mode: str = key(
        "How many batches make one commit.",
        default="separate",
        values={
            "whole": "The whole extraction is staged, then committed once.",
            "separate": "Every batch is staged and its file deleted at once.",
        },
        common=True,
    )
    micro_batch_commit: bool = key("Commit after each batch of an append.", default=False, shared=False)
    delta_size_threshold: int = key(
        "Changed rows above which a merge goes through files.", default=1000000, ge=10000, le=10000000
    )
    source_timezone: str = key(
        "Time zone of the source's clock, as Area/City.", pattern=r"^[A-Za-z_]+/[A-Za-z_]+$", sources=("postgres",)
    )
    partitioning: SourcePartitioning = key("Splits the extraction into parallel ranges.", sources=SQL, common=True)
    type_fidelity: TypeFidelity = key("How exact values travel between engines.")
    native_transfer: NativeTransfer | bool = key("The fast routes between engines.")
    columnar_fast_path: ColumnarFastPath = key(
        "Older place of native_transfer.snapshot.columnar_fast_path.", sources=("mssql",)
    )
    hooks: Hooks = key("SQL before and after the load, run by `dpone hooks`.")


class LegacyPartitioningKeys(Shape):
    """Older flat spellings of partitioning."""

    lower_bound: object = key("Older spelling of partitioning.bounds.lower.", deprecated="partitioning.bounds.lower")
    partition_lower_bound: object = key(
        "Older spelling of partitioning.bounds.lower.", deprecated="partitioning.bounds.lower"
    )
    upper_bound: object = key("Older spelling of partitioning.bounds.upper.", deprecated="partitioning.bounds.upper")
    partition_upper_bound: object = key(
        "Older spelling of partitioning.bounds.upper.", deprecated="partitioning.bounds.upper"
    )
    num_partitions: int = key(
        "Older spelling of partitioning.num_partitions.", deprecated="partitioning.num_partitions"
    )
    partition_count: int = key(
        "Older spelling of partitioning.num_partitions.", deprecated="partitioning.num_partitions"
    )
    partition_workers: int = key(
        "Older spelling of partitioning.export_workers.", deprecated="partitioning.export_workers"
    )
    parallel_load_workers: int = key(
        "Older spelling of partitioning.load_workers.", deprecated="partitioning.load_workers"
    )
    partition_tmp_dir: str = key("Older place of the working directory.", deprecated="runtime.storage.work_dir")
    partition_load_workers: int = key(
        "Older spelling of partitioning.load_workers.", deprecated="partitioning.load_workers"
    )


class ClickhouseSourceKeys(Shape):
    """Options of a ClickHouse source."""

    date_column: str = key("Date column for date_from and date_to.", sources=("clickhouse",))
    date_from: str = key("First day that is read, as YYYY-MM-DD.", pattern=DAY, sources=("clickhouse", *API))
    date_to: str = key("Last day that is read, as YYYY-MM-DD.", pattern=DAY, sources=("clickhouse", *API))
    export_to_gcs: bool = key("Let ClickHouse write to Google Cloud Storage.", default=False, sources=("clickhouse",))
    gcs_format: str = key(
        "Format of the files in the bucket.",
        default="parquet",
        values=("parquet", "csv", "orc"),
        sources=("clickhouse",),
    )
    gcs_chunk_rows: int = key(
        "Rows per file in the bucket.", default=5000000, ge=100000, le=50000000, sources=("clickhouse",)
    )
    gcs_file_prefix: str = key(
        "Start of the files' names.", default="data", pattern=r"^[a-z0-9_]+$", sources=("clickhouse",)
    )
    partition_by: str = key(
        "Period of one export through the bucket.",
        default="day",
        values=("day", "month", "year"),
        sources=("clickhouse",),
    )
    cleanup_gcs: bool = key("Delete the files after the load.", default=False, sources=("clickhouse",))
    cleanup_prefix: str = key(
        "Path in the bucket that may be deleted.", pattern=r"^[a-zA-Z0-9_/-]+/$", sources=("clickhouse",)
    )
    cleanup_prefix_dry_run: bool = key("Only list what would be deleted.", default=True, sources=("clickhouse",))
    incremental_state_timezone: str = key("Time zone in which the stored cursor is meant.", sources=("clickhouse",))
    incremental_state_time_zone: str = key("Other spelling of incremental_state_timezone.", sources=("clickhouse",))


class MssqlSourceKeys(Shape):
    """Options of a SQL Server source, and of PostgreSQL snapshots on their way to SQL Server."""

    mssql_export_mode: str = key(
        "How rows leave SQL Server.", default="bcp", values=("bcp", "streaming"), open_enum=True, sources=("mssql",)
    )
    extract_mode: str = key("Other word on how rows leave the source.", sources=("mssql", "postgres"))
    mssql_queryout_projection: str = key(
        "Whether columns are cast in the export query.", default="auto", sources=("mssql",)
    )
    mssql_queryout_projection_threshold: int = key(
        "Length of a query from which a view is used.", default=60000, sources=("mssql",)
    )
    xmin_max_replay_amplification_xids: int = key("Transactions that one xmin read may repeat.", sources=("postgres",))
    max_chunk_rows: int = key("Rows that a columnar chunk may have.", sources=("mssql",))
    target_chunk_rows: int = key("Rows that a columnar chunk should have.", sources=("mssql",))


@block(open_for_sources=API)
class SourceOptions(
    RestKeys,
    ApiProviderKeys,
    ApiParentKeys,
    ApiClientKeys,
    KafkaMessageKeys,
    KafkaSourceKeys,
    LegacyPartitioningKeys,
    MssqlSourceKeys,
    ClickhouseSourceKeys,
    HintKeys,
    ReadKeys,
):
    """How rows are read, and the hints for mode auto."""

    max_source_bytes: object = key("Refused here by dpone.", misplaced="sink.strategy", shared=False)
    quality: object = key("Refused here by dpone.", misplaced="the process itself", shared=False)
    portable_scope: PortableScope = key("Not read here.", misplaced="sink.strategy", shared=False)
