"""ClickHouse: the embedded engine (chdb) behind clickhouse-connect, the client class production uses."""

from __future__ import annotations

from typing import Any

from dpone_si.replay.backends import ClickHouseReplayBackend
from dpone_si.replay.clients import RuntimeSqlReplayClient
from dpone_si.runtime.connectors.credentials import SinkCredentials
from tests.engines.replay.engine import RUN, SqlEngine, load_columns
from tests.engines.replay.layers import engine_module


class ClickHouseEngine(SqlEngine):
    name = "clickhouse"
    evidence = "live"
    backend_type = ClickHouseReplayBackend
    transactional = False

    def __init__(self, path: str) -> None:
        engine_module("clickhouse", "chdb", "chdb")
        connect = engine_module("clickhouse", "clickhouse_connect", "clickhouse-connect")
        self._dsn = f"chdb://{path}"
        self._admin = connect.get_client(dsn=self._dsn)
        for database in ("landing", "staging", "etl_state"):
            self.run(f"CREATE DATABASE IF NOT EXISTS {database}")

    def create(self) -> None:
        columns = "(dt Date, k Int32, r String, v Nullable(String))"
        for table in (
            "landing.orders", "staging.orders__replay_staging", "etl_state.__dpone__loads",
            "etl_state.__dpone__replay_manifest", "etl_state.__dpone__replay_leases", "staging.orders__replay_shadow",
        ):  # fmt: skip
            self.run(f"DROP TABLE IF EXISTS {table} SYNC")
        for table in ("landing.orders", "staging.orders__replay_staging"):
            self.run(f"CREATE TABLE {table} {columns} ENGINE = MergeTree PARTITION BY dt ORDER BY (k, r)")
        types = {"text": "String", "time": "Nullable(DateTime64(6, 'UTC'))", "int": "Nullable(Int64)"}
        loads = load_columns(types).replace(
            "__dpone__loaded_at Nullable(DateTime64(6, 'UTC'))", "__dpone__loaded_at DateTime64(6, 'UTC')"
        )
        self.run(
            f"CREATE TABLE etl_state.__dpone__loads ({loads}) ENGINE = ReplacingMergeTree(__dpone__loaded_at) ORDER BY load_id"
        )

    def client(self) -> RuntimeSqlReplayClient:
        from dpone_si.runtime.connectors.clickhouse import ClickHouseConnector

        connector = ClickHouseConnector(SinkCredentials("live"), dsn=self._dsn)
        return RuntimeSqlReplayClient(connector=connector, dialect="clickhouse")

    def kill(self, client: Any) -> None:
        client.close()

    def run(self, sql: str) -> None:
        self._admin.command(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._admin.query(sql).result_rows]

    def status(self, run_id: str = RUN) -> str:
        [(status,)] = self.rows(f"SELECT status FROM etl_state.__dpone__loads FINAL WHERE run_id = '{run_id}'")
        return str(status)

    def literal(self, value: object) -> str:
        return super().literal(value.replace("\\", "\\\\") if isinstance(value, str) else value)

    def close(self) -> None:
        self._admin.close()
