"""Every check of the scenario, on every engine. `semantic` in a name: the dialect's statements, run on another engine."""

from __future__ import annotations

import dataclasses

import pytest

from tests.engines.replay.checks import CHECKS, crash_everywhere
from tests.engines.replay.engine import SqlEngine, request, rows_after, rows_after_merge
from tests.engines.replay.engine_postgres import PostgresEngine


@pytest.mark.parametrize("name", CHECKS)
def test_check(engine: SqlEngine, name: str) -> None:
    CHECKS[name](engine, engine.backend_type)


def test_a_crash_at_any_query_is_contained_too(postgres: PostgresEngine) -> None:
    """Queries change nothing, so a crash there must leave nothing behind; they are the same for every engine."""
    asked = dataclasses.replace(request(), unique_key=(), columns=("dt", "k", "r", "v"))
    assert crash_everywhere(postgres, postgres.backend_type, asked, rows_after()) >= 30


def test_a_crash_in_a_replay_by_key_is_contained_and_a_rerun_converges(engine: SqlEngine) -> None:
    asked = request(strategy_mode="incremental_merge", partitions=())
    assert crash_everywhere(engine, engine.backend_type, asked, rows_after_merge(), queries=False) >= 3
