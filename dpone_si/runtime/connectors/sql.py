"""What every SQL connector offers to the replay client; vendor modules implement it over their driver."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress


class SqlConnector(ABC):
    """One lazily opened connection. Outside `transaction` every statement is durable when it returns.

    `reports_row_counts` says that `execute_query` returns affected rows; -1 means the engine did not tell.
    """

    transactional = False
    reports_row_counts = False

    @abstractmethod
    def get_records(self, query: str, params: Sequence[object] | None = None) -> list[Sequence[object]]:
        """All rows of a query."""

    @abstractmethod
    def execute_query(self, query: str) -> int:
        """Run a statement or batch to its end; affected rows, or -1."""

    @abstractmethod
    def table_exists(self, schema: str, table: str) -> bool: ...

    @abstractmethod
    def close(self) -> None:
        """Drop the connection; the next call opens a new one."""


class DbApiConnector(SqlConnector):
    """Connector over a DB-API connection that has `autocommit`, `commit` and `rollback`."""

    transactional = True
    reports_row_counts = True
    placeholder = "%s"

    def __init__(self) -> None:
        self._connection: object | None = None

    @abstractmethod
    def _connect(self) -> object:
        """A new DB-API connection in autocommit mode."""

    def get_records(self, query: str, params: Sequence[object] | None = None) -> list[Sequence[object]]:
        cursor = self._cursor()
        try:
            cursor.execute(query, tuple(params)) if params else cursor.execute(query)  # type: ignore[attr-defined]
            return [tuple(row) for row in cursor.fetchall()]  # type: ignore[attr-defined]
        finally:
            cursor.close()  # type: ignore[attr-defined]

    def execute_query(self, query: str) -> int:
        cursor = self._cursor()
        try:
            cursor.execute(query)  # type: ignore[attr-defined]
            affected = int(cursor.rowcount)  # type: ignore[attr-defined]
            self._drain(cursor)
            return affected
        finally:
            cursor.close()  # type: ignore[attr-defined]

    def table_exists(self, schema: str, table: str) -> bool:
        mark = self.placeholder
        query = f"SELECT 1 FROM information_schema.tables WHERE table_schema = {mark} AND table_name = {mark}"
        return bool(self.get_records(query, (schema, table)))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end; on any error roll back and drop the connection, whose state is unknown then."""
        connection = self._open()
        connection.autocommit = False  # type: ignore[attr-defined]
        try:
            yield
            connection.commit()  # type: ignore[attr-defined]
            connection.autocommit = True  # type: ignore[attr-defined]
        except BaseException:
            self._abandon()
            raise

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()  # type: ignore[attr-defined]

    def _drain(self, cursor: object) -> None:
        """Read the results behind the first; a driver may report a late error of a batch only there."""

    def _open(self) -> object:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _cursor(self) -> object:
        return self._open().cursor()  # type: ignore[attr-defined]

    def _abandon(self) -> None:
        connection, self._connection = self._connection, None
        for name in ("rollback", "close"):
            with suppress(Exception):  # it is dropped because it is broken; the cause is on its way
                getattr(connection, name)()
