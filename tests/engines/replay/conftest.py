"""Engines for the replay scenario, each started once a run and emptied before every test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.engines.replay.engine import SqlEngine
from tests.engines.replay.engine_clickhouse import ClickHouseEngine
from tests.engines.replay.engine_duckdb import BigQueryEngine, TsqlEngine
from tests.engines.replay.engine_postgres import PostgresEngine, postgres_cluster
from tests.engines.replay.engine_switch import SwitchEngine

ENGINES = ("live-postgres", "live-clickhouse", "semantic-mssql", "semantic-bigquery")


class EngineRoom:
    """Starts engines on demand, remembers why one could not be started, and stops all of them at the end."""

    def __init__(self, directory: Path, stack: ExitStack) -> None:
        self._directory = directory
        self._stack = stack
        self._engines: dict[str, SqlEngine] = {}

    def engine(self, name: str) -> SqlEngine:
        if name not in self._engines:
            self._engines[name] = self._start(name)
        engine = self._engines[name]
        engine.reset()
        return engine

    def _start(self, name: str) -> SqlEngine:
        engine: SqlEngine
        if name == "live-postgres":
            engine = PostgresEngine(self._stack.enter_context(postgres_cluster()))
        elif name == "live-clickhouse":
            engine = ClickHouseEngine(str(self._directory / "ch"))
        else:
            engine = {
                "semantic-mssql": TsqlEngine,
                "semantic-bigquery": BigQueryEngine,
                "model-mssql-switch": SwitchEngine,
            }[name]()
        self._stack.callback(engine.close)  # type: ignore[attr-defined]
        return engine


@pytest.fixture(scope="session")
def engine_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRoom]:
    with ExitStack() as stack:
        yield EngineRoom(tmp_path_factory.mktemp("engines"), stack)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, engine_room: EngineRoom) -> SqlEngine:
    """Every engine in turn, with the rows the scenario starts with."""
    return engine_room.engine(request.param)


@pytest.fixture
def postgres(engine_room: EngineRoom) -> PostgresEngine:
    engine = engine_room.engine("live-postgres")
    assert isinstance(engine, PostgresEngine)
    return engine


@pytest.fixture
def clickhouse(engine_room: EngineRoom) -> ClickHouseEngine:
    engine = engine_room.engine("live-clickhouse")
    assert isinstance(engine, ClickHouseEngine)
    return engine
