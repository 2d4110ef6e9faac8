"""PostgreSQL through psycopg 3."""

from __future__ import annotations

from typing import Any

from dpone_si.runtime.connectors.credentials import SinkCredentials
from dpone_si.runtime.connectors.drivers import load_driver
from dpone_si.runtime.connectors.sql import DbApiConnector


class PostgresConnector(DbApiConnector):
    """One psycopg connection; `options` go to `psycopg.connect` unchanged (sslmode, connect_timeout, ...)."""

    def __init__(self, credentials: SinkCredentials, **options: Any) -> None:
        super().__init__()
        credentials.require("host", "database", "username")
        self._credentials = credentials
        self._options = options
        self._psycopg = load_driver("psycopg", extra="postgres")

    def _connect(self) -> object:
        known = self._credentials
        options: dict[str, Any] = {"connect_timeout": 10, "application_name": "dpone replay", **self._options}
        if known.password:
            options["password"] = known.password
        if known.secure:
            options.setdefault("sslmode", "verify-full")
        return self._psycopg.connect(
            host=known.host,
            port=known.port or 5432,
            dbname=known.database,
            user=known.username,
            autocommit=True,
            **options,
        )
