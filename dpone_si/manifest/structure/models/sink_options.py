"""``sink.options``: how rows are written."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.kafka import KafkaMessageKeys, KafkaSinkKeys
from dpone_si.manifest.structure.models.schema_contract import SchemaContract
from dpone_si.manifest.structure.models.type_fidelity import TypeFidelity

SQL = ("postgres", "mssql", "clickhouse", "bigquery")


@block()
class SoftDelete(Shape):
    """How deleted rows are marked."""

    mode: str = key(
        "Which columns mark a deleted row.",
        default="timestamp_only",
        values={
            "timestamp_only": "A time of deletion.",
            "timestamp_and_flag": "A time and a flag.",
            "flag_only": "A flag.",
        },
    )


class WriteKeys(Shape):
    """Options of every sink."""

    technical_columns: str | bool = key(
        "Whether the framework's own columns are added.",
        default="optional",
        values={
            "required": "They must be there.",
            "optional": "They are added unless switched off.",
            "forbidden": "They must not be there.",
        },
        aliases=("require", "req", "opt", "default", "forbid", "off", "disabled", "on", "enabled", "none"),
        open_enum=True,
        common=True,
    )
    technical_columns_mode: str | bool = key("Other spelling of technical_columns.")
    include_technical_columns: bool = key("Older switch for the framework's own columns.", default=True)
    soft_delete: SoftDelete = key("How deleted rows are marked.", sinks=("mssql",))
    table_labels: dict[str, str] = key("Labels of the BigQuery table.", sinks=("bigquery",), common=True)
    table_description: str = key("Comment on the BigQuery table.", sinks=("bigquery",), common=True)
    apply_table_metadata: bool = key(
        "Change labels and comment of a table that exists.", default=False, sinks=("bigquery",), common=True
    )
    log_sample_rows: int = key("Rows shown in the log.", default=5, ge=0, le=100, common=True)
    with_dedup: bool = key("Remove repeated rows.", default=False, sinks=SQL)
    dedup_expression: str = key("SQL expression that orders repeated rows.", sinks=SQL)
    dedup_target: str = key(
        "Where repeats are removed.",
        default="stg",
        values={"stg": "In the staging table.", "tgt": "In the target."},
        open_enum=True,
        sinks=SQL,
    )
    schema_contract: SchemaContract = key(
        "The promised columns; must equal the block at the process root when both are there."
    )
    type_fidelity: TypeFidelity = key("How exact values travel; wins over the block in source.options.")
    schema_evolution: dict[str, object] = key("How the target follows changes of the source's columns.", sinks=SQL)
    type_inference: dict[str, object] = key("How types are guessed from rows.")
    physical_design: dict[str, object] = key("Keys, indexes, engine and storage of the target.", sinks=SQL)
    lineage: bool | dict[str, object] = key("Columns that tell where a row came from.")
    load_governance: dict[str, object] = key("Records and cleanup of loads.")
    normalization: dict[str, object] = key("Child tables from nested values.")
    dlq: dict[str, object] = key("Store of rejected rows.")
    schema_identity: dict[str, object] = key("Identities of columns that survive renaming.")
    schema_impact: dict[str, object] = key("What depends on the table.")
    data_product: dict[str, object] = key("The table as a data product.")
    durable_quality_replay: bool = key("Keep quality results for a replay.", default=False, sinks=("clickhouse",))
    external_artifact_store_path: str = key(
        "Directory of transfer files shared by all nodes.", pattern=r"^/", sinks=("clickhouse",)
    )


class MssqlSinkKeys(Shape):
    """Options of a SQL Server sink."""

    bulk: dict[str, object] = key("Settings of bulk loading with bcp.", sinks=("mssql",))
    allow_unsafe_raw_mssql_bulk_files: bool = key(
        "Load text files that cannot tell null from empty text.", default=False, sinks=("mssql",)
    )
    mssql_snapshot_lock_timeout_ms: int = key("Milliseconds to wait for the snapshot lock.", sinks=("mssql",))
    mssql_transaction_lock_timeout_ms: int = key("Milliseconds to wait for the transaction lock.", sinks=("mssql",))


class ClickhouseSinkKeys(Shape):
    """Options of a ClickHouse sink."""

    clickhouse_bulk: dict[str, object] = key("Settings of bulk loading.", sinks=("clickhouse",))
    clickhouse_max_insert_block_size: int = key("Rows in an insert block.", sinks=("clickhouse",))
    clickhouse_parallel_connections: bool = key(
        "Load parts over several connections.", default=True, sinks=("clickhouse",)
    )
    clickhouse_engine: str = key("Table engine.", sinks=("clickhouse",))
    clickhouse_partition_by: str = key("Partition expression of the table.", sinks=("clickhouse",))
    clickhouse_order_by: str | list[str] = key("Sorting key of the table.", sinks=("clickhouse",))
    clickhouse_ttl: str = key("Time after which rows expire.", sinks=("clickhouse",))
    order_by: str | list[str] = key("Sorting key of the table.", sinks=("clickhouse",))
    ttl: str = key("Time after which rows expire.", sinks=("clickhouse",))
    table_ttl: str = key("Time after which rows expire.", sinks=("clickhouse",))


class StrategyAtOptionsKeys(Shape):
    """Keys of sink.strategy that dpone also takes, with precedence, from the options."""

    merge_policy: str = key("Hides sink.strategy.merge_policy.")
    duplicate_policy: str = key("Hides sink.strategy.duplicate_policy.")
    partition: dict[str, object] = key("Hides sink.strategy.partition.")
    allow_non_recommended_policy: bool = key("Hides sink.strategy.allow_non_recommended_policy.")
    mutations_sync: int = key("Hides sink.strategy.mutations_sync.")
    diff: dict[str, object] = key("Hides sink.strategy.diff.")
    scd2: dict[str, object] = key("Hides sink.strategy.scd2.")
    cdc: dict[str, object] = key("Hides sink.strategy.cdc.")
    backfill: dict[str, object] = key("Hides sink.strategy.backfill.")


@block()
class SinkOptions(StrategyAtOptionsKeys, KafkaMessageKeys, KafkaSinkKeys, ClickhouseSinkKeys, MssqlSinkKeys, WriteKeys):
    """How rows are written; merged over source.options."""

    batch_size: int = key("Rows written at a time, when source.options.batch_size is missing.", ge=100, le=5000000)
    unique_key: str | list[str] = key("Business key for the load only; write sink.strategy.unique_key.")
    max_source_bytes: object = key("Refused here by dpone.", deprecated="sink.strategy.max_source_bytes", shared=False)
    quality: object = key("Refused here by dpone.", deprecated="quality at the root of the process", shared=False)
