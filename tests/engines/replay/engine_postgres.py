"""PostgreSQL: a throw-away cluster on a socket of its own, from the server programs of the distribution."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dpone_si.replay.backends import PostgresReplayBackend
from dpone_si.replay.clients import RuntimeSqlReplayClient
from dpone_si.runtime.connectors.credentials import SinkCredentials
from tests.engines.replay.engine import SqlEngine, load_columns
from tests.engines.replay.layers import engine_module, skip_engine


@contextlib.contextmanager
def postgres_cluster() -> Iterator[str]:
    """Start a cluster and yield the directory of its socket; everything is gone afterwards."""
    programs = _programs()
    root = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket path has about 100 bytes
    options: dict[str, Any] = {
        "cwd": root, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT,
        "env": {"PATH": f"{programs}:{os.defpath}", "HOME": str(root), "LC_ALL": "C"},
    }  # fmt: skip
    if os.getuid() == 0:  # the server refuses to run as root
        account = pwd.getpwnam("postgres")
        os.chown(root, account.pw_uid, account.pw_gid)
        options |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    fast = f"-c listen_addresses='' -c unix_socket_directories={root} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    data = ["-D", root / "d"]
    try:
        init = [programs / "initdb", *data, "-A", "trust", "-U", "postgres", "--no-sync", "--locale=C", "-E", "UTF8"]
        subprocess.run(init, check=True, **options)
        subprocess.run(
            [programs / "pg_ctl", "-s", "-w", *data, "-l", root / "log", "-o", fast, "start"], check=True, **options
        )
        yield str(root)
    finally:
        subprocess.run([programs / "pg_ctl", "-s", "-m", "immediate", *data, "stop"], check=False, **options)
        shutil.rmtree(root, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        skip_engine("postgres", "install the PostgreSQL server (Debian: apt-get install postgresql)")
    return Path(initdb).resolve().parent


class PostgresEngine(SqlEngine):
    name = "postgres"
    evidence = "live"
    backend_type = PostgresReplayBackend

    def __init__(self, socket: str) -> None:
        self._psycopg = engine_module("postgres", "psycopg", "psycopg[binary]")
        self.credentials = SinkCredentials("live", host=socket, database="postgres", username="postgres")
        self._admin = self._psycopg.connect(host=socket, dbname="postgres", user="postgres", autocommit=True)
        for schema in ("landing", "staging", "etl_state"):
            self.run(f"CREATE SCHEMA {schema}")

    def create(self) -> None:
        columns = "(dt date NOT NULL, k integer NOT NULL, r text NOT NULL, v text)"
        loads = load_columns({"text": "text", "time": "timestamp", "int": "bigint"})
        self.run(
            "DROP TABLE IF EXISTS landing.orders, staging.orders__replay_staging, etl_state.__dpone__loads, "
            "etl_state.__dpone__replay_manifest;"
            f"CREATE TABLE landing.orders {columns} PARTITION BY LIST (dt);"
            + "".join(
                f"CREATE TABLE landing.orders_{day} PARTITION OF landing.orders FOR VALUES IN ('2024-01-0{day}');"
                for day in range(1, 6)
            )
            + "CREATE TABLE staging.orders__replay_staging (v text, r text, k integer, dt date);"  # another order, no NOT NULL
            + f"CREATE TABLE etl_state.__dpone__loads ({loads}, PRIMARY KEY (load_id))"
        )

    def connector(self) -> Any:
        from dpone_si.runtime.connectors.postgres import PostgresConnector

        return PostgresConnector(self.credentials)

    def client(self) -> RuntimeSqlReplayClient:
        return RuntimeSqlReplayClient(connector=self.connector(), dialect="postgres")

    def kill(self, client: Any) -> None:
        connection = client._connector._connection
        if connection is None or connection.closed:
            return
        pid = connection.info.backend_pid
        connection.close()
        while self.rows(f"SELECT 1 FROM pg_stat_activity WHERE pid = {pid}"):
            self.run(f"SELECT pg_terminate_backend({pid})")

    def run(self, sql: str) -> None:
        self._admin.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._admin.execute(sql).fetchall()

    def close(self) -> None:
        self._admin.close()
