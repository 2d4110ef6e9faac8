"""Connectors without their servers: what they hand to the driver, and what they do when it fails."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from dpone_si.replay_errors import ReplayConnectionError
from dpone_si.runtime.connectors.bigquery import BigQueryConnector
from dpone_si.runtime.connectors.clickhouse import ClickHouseConnector
from dpone_si.runtime.connectors.credentials import SinkCredentials, credentials_from_mapping
from dpone_si.runtime.connectors.mssql import MssqlConnector
from dpone_si.runtime.connectors.postgres import PostgresConnector


class Cursor:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.rowcount = 2
        self._more = 2

    def execute(self, query: str, params: Any = None) -> None:
        self._connection.log.append(query)
        if query == "bad":
            raise RuntimeError("bad statement")

    def fetchall(self) -> list[Any]:
        return [[1]]

    def nextset(self) -> bool:
        self._more -= 1
        if self._connection.late_error and not self._more:
            raise RuntimeError("error behind the first result")
        return self._more > 0

    def close(self) -> None: ...


class Connection:
    late_error = False

    def __init__(self) -> None:
        self.log: list[str] = []
        self.autocommit = True
        self.fail_commit = False

    def cursor(self) -> Cursor:
        return Cursor(self)

    def commit(self) -> None:
        self.log.append("commit")
        if self.fail_commit:
            raise RuntimeError("commit failed")

    def rollback(self) -> None:
        self.log.append("rollback")

    def close(self) -> None:
        self.log.append("close")


class Driver(ModuleType):
    """Stands in for psycopg or pyodbc."""

    def __init__(self) -> None:
        super().__init__("driver")
        self.connections: list[Connection] = []
        self.arguments: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def connect(self, *arguments: Any, **named: Any) -> Connection:
        self.arguments.append((arguments, named))
        self.connections.append(Connection())
        return self.connections[-1]


KNOWN = {
    "host": "db",
    "database": "dwh",
    "username": "me",
    "password": "pw1",
    "project": "acme",
    "bootstrap_servers": "b:1",
}


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    fake = Driver()
    for name in ("psycopg", "pyodbc"):
        monkeypatch.setitem(sys.modules, name, fake)
    return fake


@pytest.fixture(params=[PostgresConnector, MssqlConnector])
def connector(request: pytest.FixtureRequest, driver: Driver) -> Any:
    return request.param(credentials_from_mapping("dwh", KNOWN))


def test_no_connection_is_opened_before_it_is_needed(connector: Any, driver: Driver) -> None:
    assert driver.connections == []
    assert connector.execute_query("x") == 2
    assert connector.get_records("q") == [(1,)]
    assert len(driver.connections) == 1


def test_a_transaction_commits_once_and_returns_to_autocommit(connector: Any, driver: Driver) -> None:
    with connector.transaction():
        connector.execute_query("a")
        assert driver.connections[0].autocommit is False
    assert driver.connections[0].log == ["a", "commit"]
    assert driver.connections[0].autocommit is True


@pytest.mark.parametrize("where", ["statement", "commit"])
def test_a_failed_transaction_is_rolled_back_and_its_connection_dropped(
    connector: Any, driver: Driver, where: str
) -> None:
    connector.get_records("q")
    driver.connections[0].fail_commit = where == "commit"
    with pytest.raises(RuntimeError), connector.transaction():
        connector.execute_query("bad" if where == "statement" else "good")
    assert driver.connections[0].log[-2:] == ["rollback", "close"]
    connector.get_records("q")
    assert len(driver.connections) == 2


def test_an_error_behind_the_first_result_of_a_batch_is_not_lost(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyodbc reports the error of a later statement only when its result is asked for."""
    monkeypatch.setattr(Connection, "late_error", True)
    with pytest.raises(RuntimeError, match="behind the first"):
        MssqlConnector(credentials_from_mapping("dwh", KNOWN)).execute_query("batch")


def test_postgres_gets_its_password_apart_from_any_dsn(driver: Driver) -> None:
    PostgresConnector(credentials_from_mapping("dwh", KNOWN | {"secure": "yes"}), connect_timeout=3).get_records("q")
    [((), named)] = driver.arguments
    assert (named["host"], named["port"], named["dbname"], named["password"]) == ("db", 5432, "dwh", "pw1")
    assert (named["sslmode"], named["connect_timeout"], named["autocommit"]) == ("verify-full", 3, True)


def test_mssql_uses_the_login_of_the_process_without_a_user(driver: Driver) -> None:
    values = {key: value for key, value in KNOWN.items() if key not in {"username", "password"}}
    MssqlConnector(credentials_from_mapping("dwh", values)).get_records("q")
    [((text,), _)] = driver.arguments
    assert "Trusted_Connection={yes}" in text
    assert "UID" not in text


def test_clickhouse_hands_over_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    module = ModuleType("clickhouse_connect")
    module.get_client = lambda **named: seen.append(named) or _ClickHouseClient()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "clickhouse_connect", module)
    connector = ClickHouseConnector(credentials_from_mapping("dwh", KNOWN), connect_timeout=3)
    assert connector.execute_query("x") == -1
    assert seen == [
        {"host": "db", "secure": False, "connect_timeout": 3, "username": "me", "password": "pw1", "database": "dwh"}
    ]


class _ClickHouseClient:
    def command(self, query: str) -> None: ...


class _Job:
    def __init__(self, rows: list[dict[str, Any]], affected: int | None) -> None:
        self._rows = rows
        self.num_dml_affected_rows = affected

    def result(self, timeout: float | None = None) -> list[dict[str, Any]]:
        return self._rows


class _BigQueryClient:
    def __init__(self, rows: list[dict[str, Any]], affected: int | None = None) -> None:
        self._job = _Job(rows, affected)
        self.queries: list[str] = []

    def query(self, text: str) -> _Job:
        self.queries.append(text)
        return self._job


def test_bigquery_reports_the_rows_that_a_statement_changed() -> None:
    def connector(affected: int | None) -> BigQueryConnector:
        return BigQueryConnector(SinkCredentials("dwh"), client=_BigQueryClient([{"n": 4}], affected))

    assert connector(3).execute_query("u") == 3
    assert connector(None).execute_query("script") == -1
    assert connector(None).get_records("q") == [(4,)]


def test_bigquery_looks_for_tables_in_the_named_project() -> None:
    client = _BigQueryClient([{"n": 1}])
    assert BigQueryConnector(SinkCredentials("dwh"), client=client).table_exists("acme.sales", "it's")
    assert "`acme`.`sales`.INFORMATION_SCHEMA" in client.queries[0]
    assert "it\\'s" in client.queries[0]


def test_a_service_account_that_is_not_json_is_named_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("google.cloud.bigquery")
    module.Client = object  # type: ignore[attr-defined]
    monkeypatch.setattr("dpone_si.runtime.connectors.bigquery.load_driver", lambda *_, **__: module)
    connector = BigQueryConnector(credentials_from_mapping("dwh", KNOWN | {"service_account_info": "{broken-secret"}))
    with pytest.raises(ReplayConnectionError, match="is not JSON") as caught:
        connector.get_records("q")
    assert "broken-secret" not in str(caught.value)
