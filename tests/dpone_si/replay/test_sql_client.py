"""The SQL client: which answers of a driver are believed."""

from __future__ import annotations

from typing import Any

import pytest

from dpone_si.replay.clients import (
    RuntimeSqlReplayClient,
)
from dpone_si.replay_errors import ReplayEngineError


class Connector:
    def __init__(self, *rows: Any, affected: Any = 3) -> None:
        self.rows = list(rows)
        self.affected = affected
        self.log: list[str] = []

    def get_records(self, query: str, params: Any = None) -> list[Any]:
        self.log.append(f"{query} {params}" if params else query)
        return self.rows

    def execute_query(self, query: str) -> Any:
        self.log.append(query)
        return self.affected


class DponeConnector(Connector):
    """The transaction methods that dpone's own connectors have."""

    def begin(self) -> None:
        self.log.append("begin")

    def commit_transaction(self) -> None:
        self.log.append("commit")

    def rollback(self) -> None:
        self.log.append("rollback")


@pytest.mark.parametrize(("row", "value"), [((5,), 5), ([7], 7), ({"n": 9}, 9), ((12.0,), 12)])
def test_a_scalar_is_the_first_number(row: Any, value: int) -> None:
    assert RuntimeSqlReplayClient(connector=Connector(row), dialect="postgres").scalar("q") == value


@pytest.mark.parametrize("rows", [(), ((None,),), ((),), (("x",),)])
def test_no_number_is_an_error_and_not_zero(rows: tuple[Any, ...]) -> None:
    with pytest.raises(ReplayEngineError):
        RuntimeSqlReplayClient(connector=Connector(*rows), dialect="postgres").scalar("q")


def test_row_counts_are_believed_only_where_the_connector_promises_them() -> None:
    connector = Connector(affected=4)
    client = RuntimeSqlReplayClient(connector=connector, dialect="postgres")
    assert client.execute("s") is None
    connector.reports_row_counts = True  # type: ignore[attr-defined]
    assert client.execute("s") == 4
    connector.affected = -1
    assert client.execute("s") is None


@pytest.mark.parametrize("sink", ["mssql", "postgres", "clickhouse", "bigquery"])
def test_existence_is_asked_in_the_dialect(sink: str) -> None:
    connector = Connector((1,))
    assert RuntimeSqlReplayClient(connector=connector, dialect=sink).exists("landing", "it's")
    assert "it's" not in connector.log[0] or "(" in connector.log[0]  # bound, or escaped
    assert not RuntimeSqlReplayClient(connector=Connector(), dialect=sink).exists("a", "b")


@pytest.mark.parametrize(
    ("sink", "holds"), [("postgres", True), ("mssql", True), ("clickhouse", False), ("bigquery", False)]
)
def test_begin_and_commit_are_believed_only_where_the_engine_has_them(sink: str, holds: bool) -> None:
    assert RuntimeSqlReplayClient(connector=DponeConnector(), dialect=sink).transactional is holds


def test_a_transaction_of_a_dpone_connector_commits_or_rolls_back() -> None:
    connector = DponeConnector()
    client = RuntimeSqlReplayClient(connector=connector, dialect="postgres")
    with client.transaction():
        client.execute("a")
    with pytest.raises(RuntimeError), client.transaction():
        raise RuntimeError("boom")
    assert connector.log == ["begin", "a", "commit", "begin", "rollback"]


def test_a_client_without_transactions_says_so() -> None:
    client = RuntimeSqlReplayClient(connector=Connector(), dialect="postgres")
    assert client.transactional is False
    with pytest.raises(ReplayEngineError, match="no transactions"), client.transaction():
        pass
