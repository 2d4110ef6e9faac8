"""``dpone.connection-registry.v1``: what a connection_ref means in one environment."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

RESOLVERS = {
    "vault_kv": "A secret in HashiCorp Vault.",
    "kubernetes_secret_volume": "A Kubernetes secret mounted as files.",
    "kubernetes_secret_api": "A Kubernetes secret read over the API.",
    "airflow_connection": "An Airflow connection, bridged by the operator.",
    "airflow_env": "An Airflow connection in an environment variable.",
    "env_var": "Environment variables, for development only.",
}


@block(open=True)
class ConnectionCredentials(Shape):
    """Where the secret part of a connection comes from; never the secret itself."""

    resolver: str = key("Kind of place.", values=RESOLVERS, required="tool", any_case=False, common=True)
    mount: str = key("Mount point in Vault.")
    kv_version: int = key("Version of Vault's key-value engine: 1 or 2.", ge=1, le=2)
    path: str = key("Path of the secret in Vault.")
    fields: dict[str, str] = key("Where each field of the credentials is found.", common=True)
    version_policy: str = key("Which version of the secret is read.", values=("latest", "pinned"))
    resolution_scope: str = key("When the secret is read.", values=("workload_start", "dag_run_start"))
    secret_name: str = key("Name of the mounted Kubernetes secret.")
    mount_path: str = key("Directory of the mounted secret.")
    payload_format: str = key("Form of the secret.", values=("field_mapping", "airflow_connection_uri"))
    namespace: str = key("Namespace of the Kubernetes secret.")
    name: str = key("Name of the Kubernetes secret.")
    connection_id: str = key("Name of the Airflow connection.")
    execution_mode: str = key("How the Airflow connection is handed over.", values=("operator_bridge",))
    support: str = key("Says openly that this is for development.", values=("development_only",))


@block(open=True)
class ConnectionEndpoint(Shape):
    """What is not secret about a connection."""

    host: str = key("Host of the server.", common=True)
    instance: str = key("Named instance of SQL Server.")
    port: int = key("Port of the server.", ge=1, le=65535, common=True)
    database: str = key("Database that is used by default.", common=True)
    schema_: str = key("Schema that is used by default.", name="schema", common=True)
    secure: bool = key("Whether the connection is encrypted.")
    asset_authority: dict[str, object] = key("Name of the SQL Server in Airflow assets: host, port, instance.")
    database_authorities: dict[str, dict[str, object]] = key("Physical identity of every SQL Server database.")
    postgres_source_authority: dict[str, object] = key("Physical identity of the PostgreSQL source.")
    parameters: dict[str, object] = key("Further settings of the driver.")


@block(open=True)
class Connection(Shape):
    """One connection of the environment."""

    type: str = key("Kind of endpoint.", required="tool", common=True)
    connection: ConnectionEndpoint = key("What is not secret.", common=True)
    credentials: ConnectionCredentials = key("Where the secret part comes from.", required="tool", common=True)


@block(name="connection_registry", open=True)
class ConnectionRegistry(Shape):
    """What each connection_ref means in one environment."""

    schema_: str = key(
        "Form of the document.",
        name="schema",
        values=("dpone.connection-registry.v1",),
        required="tool",
        any_case=False,
        common=True,
    )
    environment: str = key("Name of the environment.", common=True)
    connections: dict[str, Connection] = key("The connections by connection_ref.", required="tool", common=True)
    fingerprint: str = key("Digest of the content, written by dpone.", pattern=r"^sha256:[A-Fa-f0-9]{64}$")
