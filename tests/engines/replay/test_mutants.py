"""Tests of the tests: each of the nine unsafe backends is caught by a check of the scenario."""

from __future__ import annotations

import pytest

from tests.engines.replay.checks import CHECKS
from tests.engines.replay.conftest import EngineRoom
from tests.engines.replay.mutants import MUTANTS

MUTATED_ENGINES = ("live-postgres", "semantic-mssql")


def killers(engine_room: EngineRoom, name: str, mutant: str, *, first_only: bool) -> list[str]:
    """The checks that fail on the mutant, in the order of the scenario."""
    found: list[str] = []
    for check_name, check in CHECKS.items():
        engine = engine_room.engine(name)
        try:
            check(engine, MUTANTS[mutant](engine.backend_type))
        except AssertionError:
            found.append(check_name)
            if first_only:
                return found
    return found


@pytest.mark.parametrize("mutant", MUTANTS)
@pytest.mark.parametrize("name", MUTATED_ENGINES)
def test_every_mutant_is_killed(engine_room: EngineRoom, name: str, mutant: str) -> None:
    assert killers(engine_room, name, mutant, first_only=True)


def test_there_are_nine_mutants() -> None:
    assert len(MUTANTS) == 9


@pytest.mark.parametrize("name", MUTATED_ENGINES)
def test_only_the_changed_value_tells_counting_from_comparing(engine_room: EngineRoom, name: str) -> None:
    """The one check that a reconciliation by counts cannot pass; without it nobody would notice."""
    assert killers(engine_room, name, "reconciles_counts_only", first_only=False) == [
        "a_changed_value_fails_reconciliation"
    ]


def test_a_missing_transaction_is_seen_by_a_crash(engine_room: EngineRoom) -> None:
    found = killers(engine_room, "live-postgres", "uses_no_transaction", first_only=False)
    assert found == ["a_crash_at_any_write_is_contained_and_a_rerun_converges"]
