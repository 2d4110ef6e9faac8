"""ClickHouse through clickhouse-connect; a `chdb://` DSN reaches the embedded engine by the same class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dpone_si.runtime.connectors.credentials import SinkCredentials
from dpone_si.runtime.connectors.drivers import load_driver
from dpone_si.runtime.connectors.sql import SqlConnector


class ClickHouseConnector(SqlConnector):
    """One HTTP client. There are no transactions; each statement stands for itself and reports no row count."""

    def __init__(self, credentials: SinkCredentials, *, dsn: str = "", **options: Any) -> None:
        if not dsn:
            credentials.require("host")
        self._credentials = credentials
        self._dsn = dsn
        self._options = options
        self._module = load_driver("clickhouse_connect", extra="clickhouse")
        self._client: Any = None

    def get_records(self, query: str, params: Sequence[object] | None = None) -> list[Sequence[object]]:
        if params:
            raise TypeError("the ClickHouse connector takes finished queries, no positional parameters")
        return [tuple(row) for row in self._open().query(query).result_rows]

    def execute_query(self, query: str) -> int:
        self._open().command(query)
        return -1

    def table_exists(self, schema: str, table: str) -> bool:
        query = "SELECT count() FROM system.tables WHERE database = {schema:String} AND name = {table:String}"
        rows = self._open().query(query, parameters={"schema": schema, "table": table}).result_rows
        return bool(rows[0][0])

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _open(self) -> Any:
        if self._client is None:
            self._client = self._module.get_client(**self._arguments())
        return self._client

    def _arguments(self) -> dict[str, Any]:
        if self._dsn:
            return {"dsn": self._dsn, **self._options}
        known = self._credentials
        arguments: dict[str, Any] = {"host": known.host, "secure": known.secure, **self._options}
        for name in ("port", "username", "password", "database"):
            if getattr(known, name):
                arguments[name] = getattr(known, name)
        return arguments
