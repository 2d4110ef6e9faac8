"""``sink.options``: how rows are written."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.backfill import Backfill
from dpone_si.manifest.structure.models.bulk import Bulk, ClickhouseBulk, LegacyBulkKeys
from dpone_si.manifest.structure.models.data_product import DataProduct
from dpone_si.manifest.structure.models.governance import Dlq, Lineage, LoadGovernance, TypeInference
from dpone_si.manifest.structure.models.kafka import KafkaMessageKeys, KafkaSinkKeys
from dpone_si.manifest.structure.models.normalization import Normalization
from dpone_si.manifest.structure.models.physical_design import PhysicalDesign
from dpone_si.manifest.structure.models.schema_contract import SchemaContract
from dpone_si.manifest.structure.models.schema_evolution import SchemaEvolution, SchemaIdentity, SchemaImpact
from dpone_si.manifest.structure.models.strategy import Cdc, Diff, Partition, Scd2
from dpone_si.manifest.structure.models.type_fidelity import TypeFidelity

SQL = ("postgres", "mssql", "clickhouse", "bigquery")
TECHNICAL_COLUMNS_ALIASES = ("require", "req", "on", "enabled", "opt", "default", "forbid", "off", "disabled", "")


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

    technical_columns: str | bool | int = key(
        "Whether the framework's own columns are added.",
        default="optional",
        values={
            "required": "They must be there.",
            "optional": "They are added unless switched off.",
            "forbidden": "They must not be there.",
        },
        aliases=TECHNICAL_COLUMNS_ALIASES,
        enforced=True,
        common=True,
    )
    technical_columns_mode: str | bool | int = key(
        "Other spelling of technical_columns.",
        values=("required", "optional", "forbidden"),
        aliases=TECHNICAL_COLUMNS_ALIASES,
        enforced=True,
    )
    include_technical_columns: bool | str | int = key(
        "Older switch for the framework's own columns.",
        default=True,
        values=("true", "false"),
        aliases=("1", "0", "yes", "no", "on", "off", ""),
    )
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
    schema_evolution: SchemaEvolution = key("How the target follows changes of the source's columns.", sinks=SQL)
    type_inference: TypeInference = key("How types are guessed from rows.")
    physical_design: PhysicalDesign = key("Keys, indexes, engine and storage of the target.", sinks=SQL)
    lineage: bool | Lineage = key("Columns that tell where a row came from.")
    load_governance: LoadGovernance = key("Records and cleanup of loads.")
    normalization: Normalization = key("Child tables from nested values.")
    dlq: Dlq = key("Store of rejected rows.")
    schema_identity: SchemaIdentity = key("Identities of columns that survive renaming.")
    schema_impact: SchemaImpact = key("What depends on the table.")
    data_product: DataProduct = key("The table as a data product.")
    durable_quality_replay: bool = key(
        "Keep quality results for a replay.",
        default=False,
        sinks=("clickhouse",),
        enforced=True,
        nullable=False,
        shared=False,
    )
    external_artifact_store_path: str = key(
        "Directory of transfer files shared by all nodes.", pattern=r"^/", sinks=("clickhouse",)
    )


class MssqlSinkKeys(Shape):
    """Options of a SQL Server sink."""

    bulk: Bulk = key("Settings of bulk loading with bcp.", sinks=("mssql",))
    allow_unsafe_raw_mssql_bulk_files: bool = key(
        "Load text files that cannot tell null from empty text.", default=False, sinks=("mssql",)
    )
    mssql_snapshot_lock_timeout_ms: int = key("Milliseconds to wait for the snapshot lock.", sinks=("mssql",))
    mssql_transaction_lock_timeout_ms: int = key("Milliseconds to wait for the transaction lock.", sinks=("mssql",))


class ClickhouseSinkKeys(Shape):
    """Options of a ClickHouse sink."""

    clickhouse_bulk: ClickhouseBulk = key("Settings of bulk loading.", sinks=("clickhouse",))
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
    partition: Partition = key("Hides sink.strategy.partition.")
    allow_non_recommended_policy: bool = key("Hides sink.strategy.allow_non_recommended_policy.")
    mutations_sync: int = key("Hides sink.strategy.mutations_sync.")
    diff: Diff = key("Hides sink.strategy.diff.")
    scd2: Scd2 = key("Hides sink.strategy.scd2.")
    cdc: Cdc = key("Hides sink.strategy.cdc.")
    backfill: Backfill = key("Hides sink.strategy.backfill.")


@block(open=True)
class RuntimeEvidence(Shape):
    """Where records of a run are written."""

    output_dir: str = key("Directory of the records.")


@block(open=True)
class Quarantine(Shape):
    """Older store of rejected rows."""

    dir: str = key("Directory of the store.")


class RuntimeContextKeys(Shape):
    """Options that the runtime reads and that ordinary authors leave to dpone."""

    profile: str = key(
        "Set of defaults; production_safe switches to careful ones.", values=("production_safe",), open_enum=True
    )
    environment: str = key("Name of the environment, for rules on rejected rows.")
    runtime_evidence: RuntimeEvidence = key("Where records of a run are written.")
    artifact_dir: str = key("Directory of transfer records.")
    quarantine: Quarantine = key("Older store of rejected rows.", deprecated="dlq")
    dbt_schema_readiness: dict[str, object] = key("Agreement with dbt on the source's columns, written by dpone.")
    child_snapshot_executors: dict[str, object] = key("Connections for child_snapshot_store, given by programs.")
    nested_fast_path: dict[str, object] = key("Loading of child tables from files: sink_type.")
    runtime_storage: dict[str, object] = key("Set by dpone from runtime.storage.")
    runtime: dict[str, object] = key("Set by dpone from runtime: capabilities.")
    strategy_intelligence: dict[str, object] = key("Set by dpone: the decision of mode auto.")
    manifest_dir: str = key("Set by dpone: directory of the manifest.")
    repo_root: str = key("Set by dpone: directory of the project.")
    interval: dict[str, object] = key("Set by dpone: the interval of the run.")
    connection_type: str = key("Read by backfill diagnostics only.", deprecated="connection_type beside type")
    vault_path: str = key("Read by backfill diagnostics only.", deprecated="vault_path beside type")
    vault_mount_point: str = key("Read by backfill diagnostics only.", deprecated="vault_mount_point beside type")
    proxy_enable: bool = key("Read by backfill diagnostics only.", deprecated="bigquery_proxy.proxy_enable")


@block()
class SinkOptions(
    RuntimeContextKeys,
    LegacyBulkKeys,
    StrategyAtOptionsKeys,
    KafkaMessageKeys,
    KafkaSinkKeys,
    ClickhouseSinkKeys,
    MssqlSinkKeys,
    WriteKeys,
):
    """How rows are written; merged over source.options."""

    batch_size: int = key("Rows written at a time, when source.options.batch_size is missing.", ge=100, le=5000000)
    unique_key: str | list[str] = key("Business key for the load only; write sink.strategy.unique_key.")
    max_source_bytes: object = key("Refused here by dpone.", misplaced="sink.strategy", shared=False)
    quality: object = key("Refused here by dpone.", misplaced="the process itself", shared=False)
