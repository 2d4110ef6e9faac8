"""SQL connector -> replay port: `exists`, `execute`, `scalar`, and rows and transactions where the connector has
them.
"""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, cast

from dpone_si.replay.backends.guarding import GuardedScope, scrubbed
from dpone_si.replay.sink_names import normalize_sink
from dpone_si.replay_errors import ReplayEngineError

_ANSI_TRANSACTIONS = ("postgres", "mssql")
"""Sinks for which a connector's begin / commit_transaction / rollback really open a transaction."""


class SqlRuntimeConnector(Protocol):
    """What a SQL connector must offer; `transaction`, `table_exists`, `reports_row_counts` and `close` are optional."""

    def get_records(self, query: str, params: Sequence[object] | None = None) -> Sequence[Any]: ...

    def execute_query(self, query: str) -> Any: ...


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
