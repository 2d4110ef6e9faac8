"""Joins runtime connectors to the replay ports: clients over connectors, and the factory of live backends."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

from dpone_si.live_backends import (
    BigQueryReplayBackend,
    ClickHouseReplayBackend,
    KafkaLiveReplayBackend,
    MssqlReplayBackend,
    PostgresReplayBackend,
)
from dpone_si.live_backends.guarding import GuardedScope, scrubbed
from dpone_si.live_backends.sql_backend import BaseSqlReplayBackend
from dpone_si.replay_adapters import ReplayBackend, normalize_sink
from dpone_si.replay_errors import ReplayConnectionError, ReplayEngineError, ReplayError, ReplayRequestError
from dpone_si.replay_redaction import redact

if TYPE_CHECKING:
    from dpone_si.runtime.connectors.credentials import SinkCredentials

CREDENTIALS_SOURCES = ("env", "params")
DEFAULT_STATE_TOPIC = "__dpone__replay_state"
_ANSI_TRANSACTIONS = ("postgres", "mssql")
"""Sinks for which a connector's begin / commit_transaction / rollback really open a transaction."""


class SqlRuntimeConnector(Protocol):
    """What a SQL connector must offer; `transaction`, `table_exists`, `reports_row_counts` and `close` are optional."""

    def get_records(self, query: str, params: Sequence[object] | None = None) -> Sequence[Any]: ...

    def execute_query(self, query: str) -> Any: ...


class KafkaRuntimeConnector(Protocol):
    """What a Kafka connector must offer; `read_topic` is optional and lets the replay read its events back."""

    def create_producer(self, options: dict[str, Any] | None = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class ReplayBackendConnection:
    """Where a live backend works, by reference: the connection id says which credentials, never what they are.

    `credentials_source` is `env` (DPONE_CONN_<ID>_... variables) or `params` (`credentials` handed over). For Kafka
    `target_table` is the topic. `mount_point` and `path` belong to credential stores an injected connector factory
    may know; the factory of this package refuses them.
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
    credentials: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)


class RuntimeSqlReplayClient:
    """SQL connector -> replay port. Errors of the driver come out as ReplayEngineError with every secret masked."""

    def __init__(self, *, connector: SqlRuntimeConnector, dialect: str, secrets: Sequence[str] = ()) -> None:
        self._connector = connector
        self._dialect = normalize_sink(dialect)
        self._secrets = tuple(secrets)
        self._scope = _transaction_scope(connector, self._dialect)

    @property
    def transactional(self) -> bool:
        """Whether `transaction` holds several statements together on this connector."""
        return self._scope is not None

    def exists(self, schema: str, table: str) -> bool:
        table_exists = getattr(self._connector, "table_exists", None)
        if callable(table_exists):
            return bool(scrubbed(self._secrets, "", table_exists, schema, table))
        query, parameters = _exists_query(self._dialect, schema, table)
        return bool(scrubbed(self._secrets, "", self._connector.get_records, query, parameters))

    def execute(self, statement: str) -> int | None:
        affected: object = scrubbed(self._secrets, "", self._connector.execute_query, statement)
        if getattr(self._connector, "reports_row_counts", False) is not True:
            return None  # other connectors return totals or zeros here that are no row counts
        return affected if isinstance(affected, int) and affected >= 0 else None

    def scalar(self, statement: str) -> int:
        """The number in the first row; no row and NULL raise ReplayEngineError, so that nothing passes for zero."""
        rows = scrubbed(self._secrets, "", self._connector.get_records, statement)
        value: Any = _first_value(rows[0]) if rows else None
        if value is None:
            raise ReplayEngineError("A query yielded no number.")
        return scrubbed(self._secrets, "A query yielded no number", int, value)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        return [_row(row) for row in scrubbed(self._secrets, "", self._connector.get_records, statement)]

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is committed together, or rolled back and the connection dropped."""
        if self._scope is None:
            raise ReplayEngineError(f"The {self._dialect} connector has no transactions.")
        return GuardedScope("", self._scope, self._secrets)

    def close(self) -> None:
        close = getattr(self._connector, "close", None)
        if callable(close):
            close()


class RuntimeKafkaReplayClient:
    """Kafka connector -> replay port, with delivery reports, reading back, and the state kept in a topic of its own.

    `command_handler` replaces the built-in answers of `scalar` (reconcile count, state commit); without it the
    connector must have `read_topic`.
    """

    def __init__(
        self,
        *,
        connector: KafkaRuntimeConnector,
        producer_options: dict[str, Any] | None = None,
        command_handler: Callable[[str], int] | None = None,
        state_topic: str = DEFAULT_STATE_TOPIC,
        flush_timeout_seconds: float = 60.0,
        secrets: Sequence[str] = (),
    ) -> None:
        self._connector = connector
        self._producer_options = producer_options
        self._command_handler = command_handler
        self._state_topic = state_topic
        self._flush_timeout = flush_timeout_seconds
        self._secrets = tuple(secrets)
        self._producer: Any | None = None
        self._produced = 0
        self._delivered = 0
        self._errors: list[str] = []
        self._topics: dict[str, str] = {}
        read_topic: object = getattr(connector, "read_topic", None)
        self._read_topic = cast("Callable[[str], Iterator[bytes]]", read_topic) if callable(read_topic) else None
        if self._read_topic is not None:
            # Offered only where they work: the backend asks the client for them by name.
            self.read_events = self._read_events
        if self._read_topic is not None and command_handler is None:
            self.state_status = self._state_status

    def produce(self, topic: str, value: dict[str, Any]) -> None:
        """Hand one event over; its partition key is `value["partition"]`, so a partition's events keep their order."""
        payload = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        key = value.get("partition")
        options = {"key": str(key).encode()} if key is not None else {}
        run_id = value.get("run_id")
        if isinstance(run_id, str):
            self._topics[run_id] = topic
        producer = scrubbed(self._secrets, "", self._open)
        scrubbed(self._secrets, "", producer.produce, topic, value=payload, on_delivery=self._on_delivery, **options)
        self._produced += 1

    def flush(self) -> int | None:
        """Wait for delivery; the number of events still undelivered. Raises ReplayEngineError if one was refused."""
        producer = scrubbed(self._secrets, "", self._open)
        left: object = scrubbed(self._secrets, "", producer.flush, self._flush_timeout)
        if self._errors:
            raise ReplayEngineError(f"{len(self._errors)} events were refused: {self._errors[0]}.")
        return left if isinstance(left, int) else None

    def delivery_counts(self) -> tuple[int, int, int]:
        return self._produced, self._delivered, len(self._errors)

    def scalar(self, statement: str) -> int:
        if self._command_handler is not None:
            return int(scrubbed(self._secrets, "The command handler failed", self._command_handler, statement))
        command, _, run_id = statement.partition(":")
        if command == "kafka_reconcile":
            events = self._read_events(self._topics.get(run_id, ""), run_id)
            return len({str(event.get("event_id")) for event in events})
        if command == "state_commit":
            return self._commit(run_id)
        raise ReplayEngineError(f"{command!r} is no command of the Kafka replay client.")

    def _read_events(self, topic: str, run_id: str) -> list[dict[str, Any]]:
        """The replay events of `run_id` in `topic`; records of other producers are passed over."""
        if self._read_topic is None:
            raise ReplayEngineError(
                "The Kafka connector cannot read the topic back, so nothing can be reconciled.",
                cure="Use a connector with `read_topic`, or give the client a command handler.",
            )
        read_topic = self._read_topic
        payloads = scrubbed(self._secrets, "", lambda: list(read_topic(topic)))
        return [event for event in map(_event, payloads) if event.get("run_id") == run_id]

    def _state_status(self, run_id: str) -> int:
        return int(any(e.get("status") == "committed" for e in self._read_events(self._state_topic, run_id)))

    def _commit(self, run_id: str) -> int:
        """Append the commit to the state topic and read it back: a log has no compare-and-set, but it has an order."""
        if not self._state_status(run_id):
            self.produce(self._state_topic, {"run_id": run_id, "status": "committed"})
            if self.flush() != 0:
                return 0
        return self._state_status(run_id)

    def _on_delivery(self, error: Any, message: Any) -> None:
        del message
        if error is None:
            self._delivered += 1
        else:
            self._errors.append(redact(str(error), self._secrets))

    def _open(self) -> Any:
        if self._producer is None:
            self._producer = self._connector.create_producer(self._producer_options)
        return self._producer


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
        """The backend of the connection. Raises UnknownReplaySinkError, ReplayConnectionError or InvalidIdentifierError."""
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
            client = RuntimeKafkaReplayClient(connector=connector, secrets=secrets)
            return KafkaLiveReplayBackend(client=client, topic=connection.target_table)
        return _SQL_BACKENDS[sink](
            client=RuntimeSqlReplayClient(connector=connector, dialect=sink, secrets=secrets),
            target_schema=connection.target_schema,
            target_table=connection.target_table,
            staging_schema=connection.staging_schema,
            staging_table=connection.staging_table,
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
                f"The {sink} connection {credentials.connection_id!r} could not be built: "
                f"{type(error).__name__}: {redact(str(error), secrets)}",
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


def _transaction_scope(connector: object, dialect: str) -> Callable[[], AbstractContextManager[object]] | None:
    own: object = getattr(connector, "transaction", None)
    if callable(own):
        usable = getattr(connector, "transactional", True) is not False
        return cast("Callable[[], AbstractContextManager[object]]", own) if usable else None
    steps = [getattr(connector, name, None) for name in ("begin", "commit_transaction", "rollback")]
    # Connectors of engines without transactions have these methods too; there they do nothing.
    if dialect in _ANSI_TRANSACTIONS and all(callable(step) for step in steps):
        return lambda: _begin_commit(connector)
    return None


@contextmanager
def _begin_commit(connector: Any) -> Generator[None]:
    connector.begin()
    try:
        yield
        connector.commit_transaction()
    except BaseException:
        try:
            connector.rollback()
        finally:
            close = getattr(connector, "close", None)
            if callable(close):
                close()
        raise


def _exists_query(dialect: str, schema: str, table: str) -> tuple[str, tuple[object, ...] | None]:
    if dialect == "clickhouse":
        quoted = [name.replace("\\", "\\\\").replace("'", "\\'") for name in (schema, table)]
        return f"SELECT 1 FROM system.tables WHERE database = '{quoted[0]}' AND name = '{quoted[1]}'", None
    if dialect == "bigquery":
        quoted = table.replace("\\", "\\\\").replace("'", "\\'")
        return f"SELECT 1 FROM `{schema}`.INFORMATION_SCHEMA.TABLES WHERE table_name = '{quoted}'", None
    mark = "?" if dialect == "mssql" else "%s"
    query = f"SELECT 1 FROM information_schema.tables WHERE table_schema = {mark} AND table_name = {mark}"
    return query, (schema, table)


def _row(row: Any) -> tuple[object, ...]:
    return tuple(row.values()) if isinstance(row, Mapping) else tuple(row)  # pyright: ignore


def _first_value(row: Any) -> Any:
    values = _row(row) if not isinstance(row, (int, float, str)) else (row,)
    return values[0] if values else None


def _event(payload: bytes) -> dict[str, Any]:
    try:
        parsed: object = json.loads(payload)
    except ValueError:
        return {}
    return cast("dict[str, Any]", parsed) if isinstance(parsed, dict) else {}
