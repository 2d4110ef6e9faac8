"""ReplayBackendConnection -> live backend: the way from a connection id to a backend over a real driver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dpone_si.replay.adapters import ReplayBackend
from dpone_si.replay.backends import (
    BaseSqlReplayBackend,
    BigQueryReplayBackend,
    ClickHouseReplayBackend,
    KafkaLiveReplayBackend,
    MssqlReplayBackend,
    PostgresReplayBackend,
)
from dpone_si.replay.clients.kafka import RuntimeKafkaReplayClient
from dpone_si.replay.clients.sql import RuntimeSqlReplayClient
from dpone_si.replay.redaction import redact
from dpone_si.replay.sink_names import normalize_sink
from dpone_si.replay_errors import ReplayConnectionError, ReplayError, ReplayRequestError

if TYPE_CHECKING:
    from dpone_si.runtime.connectors.credentials import SinkCredentials

CREDENTIALS_SOURCES = ("env", "params")


@dataclass(frozen=True, slots=True)
class ReplayBackendConnection:
    """Where a live backend works, by reference: the connection id says which credentials, never what they are.

    `credentials_source` is `env` (DPONE_CONN_<ID>_... variables) or `params` (`credentials` handed over). For Kafka
    `target_table` is the topic. `mount_point` and `path` are places in a vault, as dpone's flags name them; no vault is
    read here, so they have no effect. `finalizer` is one of the backend's finalizers, empty its default.
    `lock_timeout_seconds` is how long a finalizer or a commit waits for locks.
    """

    sink_type: str
    connection_id: str
    target_table: str
    credentials_source: str = "env"
    target_schema: str = "public"
    staging_schema: str = "staging"
    mount_point: str | None = None
    path: str | None = None
    staging_table: str | None = None
    finalizer: str = ""
    lock_timeout_seconds: int = 5
    credentials: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)


class ReplayConnectorFactory:
    """Builds this package's connectors; the driver of a sink is imported when its connector is built."""

    def create(self, sink: str, credentials: SinkCredentials) -> Any:
        from importlib import import_module

        module, name = _CONNECTORS[sink]
        return getattr(import_module(module), name)(credentials)


class RuntimeReplayBackendFactory:
    """ReplayBackendConnection -> live backend. `environ` and `connector_factory` are there to be injected."""

    def __init__(self, *, connector_factory: Any = None, environ: Mapping[str, str] | None = None) -> None:
        self._connectors = connector_factory or ReplayConnectorFactory()
        self._environ = environ

    def build(self, connection: ReplayBackendConnection) -> ReplayBackend:
        """The backend of the connection. Raises UnknownReplaySinkError, ReplayConnectionError or
        InvalidIdentifierError.
        """
        sink = normalize_sink(connection.sink_type)
        if not connection.target_table.strip():
            raise ReplayRequestError(
                "A live replay needs its target.",
                key="target_table",
                cure="Name the target table, or the topic for Kafka.",
            )
        credentials = self._credentials(connection)
        secrets = credentials.secrets()
        connector = self._connect(sink, credentials, secrets)
        if sink == "kafka":
            if connection.finalizer:
                raise ReplayRequestError(
                    "A Kafka topic has no finalizer.", key="finalizer", cure="Leave the finalizer out."
                )
            client = RuntimeKafkaReplayClient(connector=connector, secrets=secrets)
            return KafkaLiveReplayBackend(client=client, topic=connection.target_table)
        return _SQL_BACKENDS[sink](
            client=RuntimeSqlReplayClient(connector=connector, dialect=sink, secrets=secrets),
            target_schema=connection.target_schema,
            target_table=connection.target_table,
            staging_schema=connection.staging_schema,
            staging_table=connection.staging_table,
            finalizer=connection.finalizer,
            lock_timeout_seconds=connection.lock_timeout_seconds,
        )

    def _credentials(self, connection: ReplayBackendConnection) -> SinkCredentials:
        from dpone_si.runtime.connectors.credentials import credentials_from_environment, credentials_from_mapping

        source = str(getattr(connection.credentials_source, "value", connection.credentials_source)).lower()
        if source == "env":
            return credentials_from_environment(connection.connection_id, self._environ)
        if source == "params" and connection.credentials:
            return credentials_from_mapping(connection.connection_id, connection.credentials)
        if source == "params":
            raise ReplayConnectionError(
                "Credentials should be handed over, but none were.",
                key="credentials",
                cure="Fill `credentials`, or use the source `env`.",
            )
        raise ReplayConnectionError(
            f"Credentials cannot be read from {source!r} here.",
            key="credentials_source",
            cure=f"Use one of {', '.join(CREDENTIALS_SOURCES)}; fetch others yourself and hand them over as `params`.",
        )

    def _connect(self, sink: str, credentials: SinkCredentials, secrets: tuple[str, ...]) -> Any:
        failure: ReplayConnectionError
        try:
            return self._connectors.create(sink, credentials)
        except ReplayError:
            raise
        except Exception as error:  # noqa: BLE001  a driver may raise anything
            failure = ReplayConnectionError(
                f"The {sink} connection {credentials.connection_id!r} could not be built: {type(error).__name__}: "
                f"{redact(str(error), secrets)}",
                key="connection_id",
                cure="Check the variables of the connection.",
            )
        raise failure


_CONNECTORS = {
    "mssql": ("dpone_si.runtime.connectors.mssql", "MssqlConnector"),
    "postgres": ("dpone_si.runtime.connectors.postgres", "PostgresConnector"),
    "clickhouse": ("dpone_si.runtime.connectors.clickhouse", "ClickHouseConnector"),
    "bigquery": ("dpone_si.runtime.connectors.bigquery", "BigQueryConnector"),
    "kafka": ("dpone_si.runtime.connectors.kafka", "KafkaConnector"),
}
_SQL_BACKENDS: Mapping[str, type[BaseSqlReplayBackend]] = {
    "mssql": MssqlReplayBackend,
    "postgres": PostgresReplayBackend,
    "clickhouse": ClickHouseReplayBackend,
    "bigquery": BigQueryReplayBackend,
}
