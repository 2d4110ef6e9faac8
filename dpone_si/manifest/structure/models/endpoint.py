"""``source`` and ``sink``: the two ends of a load."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.sink_options import SinkOptions
from dpone_si.manifest.structure.models.source_options import SourceOptions
from dpone_si.manifest.structure.models.strategy import Strategy

CONNECTION_REF = r"^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,126}[A-Za-z0-9])?$"
VAULT_PATH = r"^[a-zA-Z0-9_/-]+$"

CONNECTION_TYPES = {
    "airflow": "The credentials come from an Airflow connection.",
    "vault": "The credentials come from HashiCorp Vault; needs vault_path.",
    "env": "The credentials come from environment variables.",
    "params": "The credentials are given to the program that runs dpone.",
}

SOURCE_TYPES = {
    "postgres": "PostgreSQL.",
    "mysql": "MySQL.",
    "mssql": "Microsoft SQL Server.",
    "clickhouse": "ClickHouse.",
    "kafka": "A bounded read of an Apache Kafka topic.",
    "api": "An HTTP API; api_type says which.",
}

SINK_TYPES = {
    "postgres": "PostgreSQL.",
    "mssql": "Microsoft SQL Server.",
    "clickhouse": "ClickHouse.",
    "bigquery": "Google BigQuery.",
    "kafka": "An Apache Kafka topic.",
}

TYPE_ALIASES = ("postgresql", "sqlserver", "sql_server", "microsoft mssql", "microsoft_mssql", "odbc")

API_TYPES = {
    "rest": "Any JSON API, described by the options.",
    "omnidesk": "Omnidesk help desk.",
    "appsflyer": "AppsFlyer raw data.",
    "mindbox": "Mindbox exports.",
    "similarweb": "Similarweb.",
    "openexchangerates": "Open Exchange Rates.",
    "google_sheets": "A Google spreadsheet.",
    "google_ads": "Google Ads reports.",
    "yandex_webmaster": "Yandex Webmaster.",
    "cbr": "Rates of the Central Bank of Russia; needs no credentials.",
    "amplitude": "Amplitude.",
    "fasttrack": "FastTrack.",
}


@block()
class SourceTable(Shape):
    """The relation that rows are read from."""

    database: str = key("Database of a three-part name.", sources=("mssql",))
    schema_: str = key(
        "Schema of the relation; a batch fills in the key under `schemas`.", name="schema", required=True, common=True
    )
    name: str = key("Name of the relation; a batch fills in the table entry.", required=True, common=True)


@block()
class SinkTable(Shape):
    """The relation that rows are written to."""

    database: str = key("Database of a three-part name.", sinks=("mssql",))
    schema_: str = key(
        "Schema or BigQuery dataset of the target; naming.sink_dataset fills it in a batch.",
        name="schema",
        required=True,
        common=True,
    )
    name: str = key("Name of the target; naming.sink_table fills it in a batch.", required=True, common=True)


@block()
class Staging(Shape):
    """Where rows wait before they reach the target."""

    schema_: str = key("Schema of the staging tables.", name="schema", default="staging", common=True)
    database: str = key("Database of the staging tables; by default the target's.", sinks=("mssql",))


class Endpoint(Shape):
    """What both ends have in common."""

    connection_type: str = key(
        "Where the credentials of connection_id come from.", values=CONNECTION_TYPES, common=True
    )
    connection_id: str = key("Name of the connection; wins over connection_ref, even when it is empty.", common=True)
    connection_ref: str = key(
        "Name in the environment's connection registry, resolved when the load starts.",
        pattern=CONNECTION_REF,
        common=True,
    )
    vault_path: str = key("Path of the secret when connection_type is vault.", pattern=VAULT_PATH)
    vault_mount_point: str = key("Mount point of the secrets engine when connection_type is vault.")
    credentials_source: str = key(
        "Older spelling of connection_type; dpone only checks that it does not clash with connection_ref."
    )


@block()
class Source(Endpoint):
    """Where rows come from."""

    type: str = key(
        "Kind of source; dpone takes postgres when it is missing.",
        default="postgres",
        values=SOURCE_TYPES,
        aliases=TYPE_ALIASES,
        required=True,
        common=True,
        any_case=True,
    )
    api_type: str = key(
        "Which API an api source talks to.",
        values=API_TYPES,
        aliases=("fastrack",),
        open_enum=True,
        sources=("api",),
        common=True,
    )
    table: SourceTable = key("The relation that rows are read from.", nullable=False, common=True)
    topic: str = key("Topic to read; by default table.name.", sources=("kafka",))
    options: SourceOptions = key("How rows are read, and the hints for mode auto.", common=True)


@block()
class Sink(Endpoint):
    """Where rows go."""

    type: str = key(
        "Kind of target; dpone takes bigquery when it is missing.",
        default="bigquery",
        values=SINK_TYPES,
        aliases=TYPE_ALIASES,
        required=True,
        common=True,
        any_case=True,
    )
    table: SinkTable = key("The relation that rows are written to.", nullable=False, common=True)
    topic: str = key("Topic to write; by default table.name.", sinks=("kafka",))
    staging: Staging = key("Where rows wait before they reach the target.", nullable=False, common=True)
    strategy: Strategy = key("How the target changes.", common=True)
    options: SinkOptions = key("How rows are written; merged over source.options, and wins.", common=True)
