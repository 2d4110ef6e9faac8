"""``state``: where a load remembers how far it came."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key

REF = "connection_ref"


@block()
class StateTable(Shape):
    """A table that holds state."""

    database: str = key("Database of the table; all state tables must share it.")
    schema_: str = key("Schema of the table; all state tables must share it.", name="schema")
    name: str = key("Name of the table.")
    kafka_name: str = key("Name of the table with Kafka offsets.", sources=("kafka",))


@block()
class RunTable(Shape):
    """The table that holds one row per run."""

    database: str = key("Database of the table; all state tables must share it.")
    schema_: str = key("Schema of the table; all state tables must share it.", name="schema")
    name: str = key("Name of the table.", default="etl_run_state")
    run_name: str = key("Older spelling of name.", deprecated="name")


@block()
class State(Shape):
    """Where the load remembers how far it came."""

    type: str = key(
        "Store of the state; disabled turns it off.",
        values={
            "mssql": "Tables in SQL Server; every mssql sink needs this.",
            "postgres": "Tables in PostgreSQL.",
            "bigquery": "Tables in BigQuery.",
            "disabled": "No state is kept; for full_refresh, replace and backfill.",
        },
        aliases=("noop", "none", "off"),
        open_enum=True,
        required=True,
        common=True,
    )
    connection_ref: str = key("Connection of the state store, resolved when the load starts.", common=True)
    reuse: Literal["sink"] = key("Use the sink's connection for the state.", any_case=False, common=True)
    atomicity: Literal["after_target", "target_atomic"] = key(
        "Whether state is written after the target or in the same transaction; mssql sinks need target_atomic.",
        default="after_target",
        any_case=False,
        common=True,
    )
    provisioning: Literal["runtime", "external"] = key(
        "Whether the load creates the state tables itself; external is the default with target_atomic.",
        default="runtime",
        any_case=False,
        common=True,
    )
    table: StateTable = key("Table of the cursors; by default named etl_xmin_state.", common=True)
    run_table: RunTable = key("Table with one row per run.")
    receipt_table: StateTable = key("Table of commit receipts; by default named dpone_commit_receipt.")
    repair_authority_table: StateTable = key("Table of granted repairs; by default named dpone_repair_authority.")
    repair_consumption_table: StateTable = key(
        "Table of used repairs; by default named dpone_repair_authority_consumption."
    )
    audit_table: StateTable = key("Table of load records; by default named dpone_load_audit.")
    partition_checkpoint_table: StateTable = key("Table of finished partitions of a partitioned extraction.")
    kafka_table: StateTable = key("Table of Kafka offsets.", sources=("kafka",))
    connection_id: str = key("Older way to name the connection.", deprecated=REF)
    connection_type: str = key("Older way to name the origin of the credentials.", deprecated=REF)
    credentials_source: str = key("Older way to name the origin of the credentials.", deprecated=REF)
    vault_mount_point: str = key("Older way to name the Vault mount point.", deprecated=REF)
    vault_path: str = key("Older way to name the Vault secret.", deprecated=REF)
