"""``sink.options.physical_design``: keys, indexes, engine and storage of the target."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.migration import Migration

IDENTIFIER = r"^[A-Za-z_][A-Za-z0-9_]*$"
APPLY = {
    "online": "At once, when it does not block readers.",
    "safe_window": "In an agreed window.",
    "plan_only": "Not at all: only a plan is written.",
    "manual_approval": "After somebody approved it.",
}


@block()
class DesignApproval(Shape):
    """Who approved a risky change."""

    approved_by: str = key("Who approved it.")
    approved_risks: list[str] = key("What was approved.")
    table: str = key("Table it was approved for.")
    expires_at: str = key("When the approval ends.")


@block()
class DesignReconciliation(Shape):
    """What happens when the table does not look as designed."""

    mode: str = key(
        "What happens when the table does not look as designed.",
        default="block",
        values={
            "block": "The load stops.",
            "auto_safe": "Harmless differences are repaired.",
            "plan_only": "A plan is written.",
            "safe_window": "It is repaired in an agreed window.",
        },
        any_case=False,
        enforced=True,
        nullable=False,
    )
    approval: DesignApproval = key("Who approved a risky repair.")


@block(open=True)
class DesignColumn(Shape):
    """The design of one column."""

    target_type: dict[str, str] = key("Type by sink, such as mssql: nvarchar(64).")


@block(open=True)
class MssqlStorage(Shape):
    """Storage of a SQL Server table."""

    compression: str = key("Compression of the rows.", default="none", values=("none", "row", "page"))
    clustered_columnstore: bool = key("Store by columns; goes with compression none.", default=False)
    filegroup: str = key("Filegroup of the table.", pattern=IDENTIFIER)
    textimage_filegroup: str = key("Filegroup of long values; needs filegroup.", pattern=IDENTIFIER)
    index_fillfactor: int = key("How full index pages are made, in per cent.", ge=1, le=100)
    fillfactor: int = key("Older spelling of index_fillfactor.", ge=1, le=100, deprecated="index_fillfactor")


@block()
class LowCardinality(Shape):
    """Which text columns become LowCardinality."""

    mode: str = key(
        "Which text columns become LowCardinality.",
        default="auto",
        values=("off", "auto", "explicit", "force", "preserve"),
        any_case=False,
        enforced=True,
        nullable=False,
    )
    columns: list[str] = key("Columns for mode explicit.")
    max_distinct_values: int = key("Distinct values up to which auto says yes.", default=10000, ge=0)
    max_distinct_ratio: float = key("Share of distinct values up to which auto says yes.", default=0.05, ge=0, le=1)


@block()
class NullabilityColumn(Shape):
    """Nulls in one column."""

    mode: str = key(
        "Whether the column is Nullable.",
        values=("preserve_source", "non_nullable_by_default"),
        any_case=False,
        enforced=True,
    )
    null_handling: str = key(
        "What a null becomes in a column without nulls.", values=("default", "fail_fast"), any_case=False, enforced=True
    )


@block()
class Nullability(Shape):
    """Nulls in ClickHouse columns."""

    mode: str = key(
        "Whether columns are Nullable.",
        default="preserve_source",
        values=("preserve_source", "non_nullable_by_default"),
        any_case=False,
        enforced=True,
        nullable=False,
    )
    null_handling: str = key(
        "What a null becomes in a column without nulls.",
        default="default",
        values=("default", "fail_fast"),
        any_case=False,
        enforced=True,
        nullable=False,
    )
    columns: dict[str, NullabilityColumn] = key("Exceptions by column.")


@block()
class ClickhouseCluster(Shape):
    """The cluster the table lives on."""

    name: str = key("Name of the cluster.", common=True)
    ddl_scope: str = key(
        "Whether statements run on all nodes.", default="cluster", values=("local", "cluster"), common=True
    )
    replication_mode: str = key(
        "Who replicates the rows.",
        default="internal",
        values={"internal": "The table engine.", "external": "Something outside ClickHouse."},
    )
    external_content_row_budget: int = key("Rows compared when replication is external.", default=100000, ge=1)
    on_cluster: bool = key("Older switch for ddl_scope: cluster.", default=False)


@block()
class AccessTable(Shape):
    """A Distributed table over the cluster."""

    name: str = key("Name of the table.")
    database: str = key("Database of the table.")
    engine: str = key("Engine of the table.", default="Distributed", values=("Distributed",))
    sharding_key: str = key("Expression that chooses the shard.", default="rand()")


@block(open=True)
class ClickhouseStorage(Shape):
    """Storage of a ClickHouse table."""

    engine: str = key("Table engine, such as MergeTree or ReplicatedMergeTree(...).", common=True)
    order_by: str | list[str] = key("Sorting key.", common=True)
    partition_by: str = key("Partition expression.", common=True)
    primary_key: str | list[str] = key("Primary key, when it is shorter than the sorting key.")
    ttl: str = key("Time after which rows expire.")
    table_ttl: str = key("Other spelling of ttl.")
    table_settings: dict[str, str | float | bool] = key("Settings of the table.")
    low_cardinality: LowCardinality = key("Which text columns become LowCardinality.")
    nullability: Nullability = key("Nulls in columns.")
    cluster: str | ClickhouseCluster = key("The cluster the table lives on.")
    access_table: AccessTable = key("A Distributed table over the cluster.")


@block(open=True)
class PostgresStorage(Shape):
    """Storage of a PostgreSQL table."""

    fillfactor: int = key("How full pages are made, in per cent.")


@block(open=True)
class BigqueryStorage(Shape):
    """Storage of a BigQuery table."""

    partition_by: str = key("Partition column or expression.")
    clustering: str | list[str] = key("Clustering columns.")


@block(open=True)
class DesignStorage(Shape):
    """Storage by sink."""

    mssql: MssqlStorage = key("Storage of a SQL Server table.", sinks=("mssql",))
    postgres: PostgresStorage = key("Storage of a PostgreSQL table.", sinks=("postgres",))
    clickhouse: ClickhouseStorage = key("Storage of a ClickHouse table.", sinks=("clickhouse",), common=True)
    bigquery: BigqueryStorage = key("Storage of a BigQuery table.", sinks=("bigquery",))


@block(open=True)
class DesignIndexes(Shape):
    """Keys and indexes of the target."""

    primary_key: str | list[str] = key("Columns of the primary key.", common=True)


@block()
class PhysicalDesign(Shape):
    """Keys, indexes, engine and storage of the target."""

    enabled: bool = key("Whether the design is applied.", default=True)
    apply_runtime: bool = key(
        "Whether a load may change the table; reconciliation needs false.", default=True, common=True
    )
    mode: str = key(
        "Who designs the table.",
        default="auto",
        values={
            "auto": "dpone, with what is written here.",
            "explicit": "Only what is written here.",
            "off": "Nobody.",
        },
        any_case=False,
        enforced=True,
        nullable=False,
    )
    apply: str = key(
        "When changes are made.", default="online", values=APPLY, any_case=False, enforced=True, nullable=False
    )
    columns: dict[str, DesignColumn] = key("Design of single columns.", common=True)
    partitioning: dict[str, object] = key("Partitioning of the target, by sink.")
    indexes: DesignIndexes = key("Keys and indexes.", common=True)
    storage: DesignStorage = key("Storage by sink.", common=True)
    reconciliation: DesignReconciliation = key("What happens when the table does not look as designed.")
    migration: Migration = key("How a table with data is changed.")
