"""SQL Server through pyodbc."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from typing import Any

from dpone_si.runtime.connectors.credentials import SinkCredentials
from dpone_si.runtime.connectors.drivers import load_driver
from dpone_si.runtime.connectors.sql import DbApiConnector

DEFAULT_DRIVER = "ODBC Driver 18 for SQL Server"


class MssqlConnector(DbApiConnector):
    """One pyodbc connection. Without a user name the login of the process is used (Trusted_Connection)."""

    placeholder = "?"

    def __init__(self, credentials: SinkCredentials, *, login_timeout_seconds: int = 10) -> None:
        super().__init__()
        credentials.require("host", "database")
        self._credentials = credentials
        self._login_timeout = login_timeout_seconds
        self._pyodbc = load_driver("pyodbc", extra="mssql")

    def _connect(self) -> object:
        connection: Any = self._pyodbc.connect(
            connection_string(self._credentials), autocommit=True, timeout=self._login_timeout
        )
        return connection

    def table_exists(self, schema: str, table: str) -> bool:
        database, _, plain = schema.rpartition(".")
        catalogue = f"[{database}].information_schema.tables" if database else "information_schema.tables"
        query = f"SELECT 1 FROM {catalogue} WHERE table_schema = ? AND table_name = ?"
        return bool(self.get_records(query, (plain, table)))

    def _drain(self, cursor: object) -> None:
        while cursor.nextset():  # type: ignore[attr-defined]
            pass


def connection_string(credentials: SinkCredentials) -> str:
    """The ODBC connection string; every value is braced, so no value can add a keyword of its own."""
    port = credentials.port or 1433
    pairs = {
        "DRIVER": credentials.driver or DEFAULT_DRIVER,
        "SERVER": f"{credentials.host},{port}",
        "DATABASE": credentials.database,
        "Encrypt": credentials.encrypt,
        "TrustServerCertificate": credentials.trust_server_certificate,
    }
    if credentials.username:
        pairs |= {"UID": credentials.username, "PWD": credentials.password}
    else:
        pairs["Trusted_Connection"] = "yes"
    return ";".join(f"{key}={{{value.replace('}', '}}')}}}" for key, value in pairs.items())
