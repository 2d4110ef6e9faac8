"""The scenario as checks: each takes an engine and a backend type, and fails where that backend is not safe.

They are plain functions because they run twice: on the backends themselves, and on mutants that every one of the
nine known ways to be unsafe turns them into. A check that no mutant fails proves nothing.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

from dpone_si.replay.adapters import DbReplayAdapter, ReplayAdapterResult
from dpone_si.replay.backends import BaseSqlReplayBackend
from dpone_si.replay.service import ReplayExecutionRequest
from tests.engines.replay.engine import (
    EMPTY,
    OLD,
    PARTITIONS,
    REPLAYED,
    RUN,
    STAGED,
    Row,
    SqlEngine,
    request,
    rows_after,
    rows_after_merge,
)
from tests.engines.replay.faults import AfterFinalizer

Backend = type[BaseSqlReplayBackend]
CHECKS: dict[str, Callable[[SqlEngine, Backend], None]] = {}


def check(function: Callable[[SqlEngine, Backend], None]) -> Callable[[SqlEngine, Backend], None]:
    CHECKS[function.__name__] = function
    return function


def replay(
    engine: SqlEngine, kind: Backend, asked: ReplayExecutionRequest | None = None, **client: Any
) -> ReplayAdapterResult:
    asked = dataclasses.replace(asked or request(), sink_type=engine.name)
    return DbReplayAdapter(backend=engine.backend(kind=kind, **client)).execute(asked)


def refused(engine: SqlEngine, kind: Backend, asked: ReplayExecutionRequest | None = None) -> str:
    """Replay something unfit; nothing may have been written to the target and the state may not have moved."""
    before = engine.target()
    result = replay(engine, kind, asked)
    assert result.status == "failed"
    assert result.failed_step == "validate_staging"
    assert not result.state_committed
    assert engine.target() == before
    assert engine.status() == "staged"
    return result.diagnostics[-1].message


def contained(engine: SqlEngine, old: Counter[Row], new: Counter[Row]) -> bool:
    """Whether the target is wholly old or wholly new; without transactions that holds for each partition."""
    now = engine.target()
    if engine.transactional:
        return now in (old, new)
    return all(part(now, day) in (part(old, day), part(new, day)) for day in PARTITIONS)


def part(rows: Counter[Row], day: str) -> Counter[Row]:
    return Counter({row: count for row, count in rows.items() if row[0] == day})


# --- the right way ----------------------------------------------------------------------------------------------------


@check
def all_partitions_of_the_request_are_replaced(engine: SqlEngine, kind: Backend) -> None:
    result = replay(engine, kind)
    assert (result.status, result.state_committed) == ("executed", True)
    assert engine.target() == rows_after()
    assert engine.status() == "committed"


@check
def a_second_replay_changes_nothing(engine: SqlEngine, kind: Backend) -> None:
    replay(engine, kind)
    result = replay(engine, kind)
    assert result.status == "executed"
    assert engine.target() == rows_after()


@check
def an_empty_partition_is_emptied_if_it_is_named_so(engine: SqlEngine, kind: Backend) -> None:
    result = replay(engine, kind, request(partitions=(*REPLAYED, EMPTY), allow_empty=(EMPTY,)))
    assert result.status == "executed"
    assert engine.target() == rows_after(emptied=(EMPTY,))


@check
def a_replay_by_key_leaves_rows_of_other_keys(engine: SqlEngine, kind: Backend) -> None:
    result = replay(engine, kind, request(strategy_mode="incremental_merge", partitions=()))
    assert (result.status, result.state_committed) == ("executed", True)
    assert engine.target() == rows_after_merge()


@check
def a_key_that_moved_to_another_partition_leaves_its_old_one(engine: SqlEngine, kind: Backend) -> None:
    result = replay(engine, kind, request(strategy_mode="incremental_merge", partitions=(), unique_key=("k", "r")))
    keys = {(row[1], row[2]) for row in STAGED if row[0] == REPLAYED[0]}
    engine_rows = engine.target()
    if result.status == "failed":  # the staged keys repeat across the two days, so they are no keys
        assert "more than once" in result.diagnostics[-1].message
        assert engine_rows == Counter(OLD)
    engine.reset()
    engine.run(delete_staged(REPLAYED[1]))
    result = replay(engine, kind, request(strategy_mode="incremental_merge", partitions=(), unique_key=("k", "r")))
    assert result.status == "executed", result.diagnostics[-1].message
    staged = [row for row in STAGED if row[0] == REPLAYED[0]]
    assert engine.target() == Counter([row for row in OLD if (row[1], row[2]) not in keys] + staged)


def delete_staged(day: str) -> str:
    return f"DELETE FROM staging.orders__replay_staging WHERE dt = '{day}'"


# --- staging that must not be applied ---------------------------------------------------------------------------------


@check
def an_empty_partition_is_refused(engine: SqlEngine, kind: Backend) -> None:
    assert EMPTY in refused(engine, kind, request(partitions=(*REPLAYED, EMPTY)))


@check
def a_duplicate_key_is_refused(engine: SqlEngine, kind: Backend) -> None:
    engine.fill("staging.orders__replay_staging", [STAGED[0]])
    assert "more than once" in refused(engine, kind)


@check
def a_row_outside_the_request_is_refused(engine: SqlEngine, kind: Backend) -> None:
    engine.fill("staging.orders__replay_staging", [(PARTITIONS[1], 1, "r1", "stray")])
    assert "does not name" in refused(engine, kind)


@check
def a_missing_key_is_refused(engine: SqlEngine, kind: Backend) -> None:
    if engine.name == "clickhouse":  # its key columns are not nullable here
        return
    engine.run(f"INSERT INTO staging.orders__replay_staging (dt, k, r, v) VALUES ('{REPLAYED[0]}', NULL, 'r1', 'x')")
    assert "have no k" in refused(engine, kind)


@check
def a_missing_staging_table_is_refused(engine: SqlEngine, kind: Backend) -> None:
    engine.run("DROP TABLE staging.orders__replay_staging")
    assert "no staging table" in refused(engine, kind)


@check
def a_run_without_a_load_is_refused(engine: SqlEngine, kind: Backend) -> None:
    assert "no load of run" in refused(engine, kind, request(run_id="unknown"))


# --- a target that is not what was validated --------------------------------------------------------------------------


def meddled(engine: SqlEngine, kind: Backend, *statements: str) -> None:
    """Change the target behind the finalizer's back: reconciliation must see it and the state must stay."""
    backend = AfterFinalizer(engine.backend(kind=kind), lambda: [engine.run(sql) for sql in statements] and None)
    result = DbReplayAdapter(backend=backend).execute(request(sink_type=engine.name))  # type: ignore[arg-type]
    assert result.failed_step == "reconcile"
    assert engine.status() == "staged"


@check
def a_changed_value_fails_reconciliation(engine: SqlEngine, kind: Backend) -> None:
    if engine.name == "clickhouse":
        change = f"ALTER TABLE landing.orders UPDATE v = 'drift' WHERE dt = '{REPLAYED[1]}' AND k = 3 SETTINGS mutations_sync = 2"
    else:
        change = f"UPDATE landing.orders SET v = 'drift' WHERE dt = '{REPLAYED[1]}' AND k = 3"
    meddled(engine, kind, change)


@check
def a_lost_row_fails_reconciliation(engine: SqlEngine, kind: Backend) -> None:
    meddled(engine, kind, f"DELETE FROM landing.orders WHERE dt = '{REPLAYED[1]}' AND k = 3")


@check
def an_added_row_fails_reconciliation(engine: SqlEngine, kind: Backend) -> None:
    meddled(engine, kind, f"INSERT INTO landing.orders (dt, k, r, v) VALUES ('{REPLAYED[0]}', 77, 'r1', 'extra')")


@check
def a_row_added_outside_the_scope_fails_reconciliation(engine: SqlEngine, kind: Backend) -> None:
    meddled(engine, kind, f"INSERT INTO landing.orders (dt, k, r, v) VALUES ('{PARTITIONS[1]}', 77, 'r1', 'extra')")


# --- state ------------------------------------------------------------------------------------------------------------


@check
def a_state_changed_meanwhile_is_not_committed(engine: SqlEngine, kind: Backend) -> None:
    def touch() -> None:
        if engine.name == "clickhouse":
            engine.add_load(RUN, status="started")
            engine.run("OPTIMIZE TABLE etl_state.__dpone__loads FINAL")
        else:
            engine.run(f"UPDATE etl_state.__dpone__loads SET status = 'started' WHERE run_id = '{RUN}'")

    backend = AfterFinalizer(engine.backend(kind=kind), touch)
    result = DbReplayAdapter(backend=backend).execute(request(sink_type=engine.name))  # type: ignore[arg-type]
    assert result.failed_step == "commit_state"
    assert engine.status() == "started"


@check
def the_state_does_not_move_before_the_finalizer(engine: SqlEngine, kind: Backend) -> None:
    seen: list[str] = []
    backend = engine.backend(kind=kind)
    finalize = backend.execute_finalizer

    def watched(asked: Any) -> Any:
        result = finalize(asked)
        seen.append(engine.status())
        return result

    backend.execute_finalizer = watched
    DbReplayAdapter(backend=backend).execute(request(sink_type=engine.name))
    assert seen == ["staged"]


# --- crashes ----------------------------------------------------------------------------------------------------------


def crash_everywhere(
    engine: SqlEngine, kind: Backend, asked: ReplayExecutionRequest, new: Counter[Row], *, queries: bool = True
) -> int:
    """Lose the connection before and after every action; returns how many actions there are.

    After each crash the target is contained and the state committed only over new rows; a rerun, and one more, converge.
    With `queries` off, only statements that change something and commits are broken.
    """
    from tests.engines.replay.faults import FaultyClient

    asked = dataclasses.replace(asked, sink_type=engine.name)
    engine.reset()
    clean = FaultyClient(engine)
    assert replay(engine, kind, asked, client=clean).status == "executed"
    old = Counter(OLD)
    points = [n for n, action in enumerate(clean.actions, start=1) if queries or not action.startswith("SELECT")]
    for at in points:
        for when in ("before", "after"):
            engine.reset()
            broken = replay(engine, kind, asked, client=FaultyClient(engine, at=at, when=when))
            where = f"{when} action {at}: {clean.actions[at - 1][:90]}"
            # Cleaning up comes after the commit, which a crash there does not take back.
            cleaning = clean.actions[at - 1].startswith("DELETE") and "__replay_out" in clean.actions[at - 1]
            assert (broken.status, broken.state_committed) == (("executed", True) if cleaning else ("failed", False)), (
                where
            )
            assert contained(engine, old, new), where
            assert engine.status() == "staged" or engine.target() == new, where
            for _ in range(2):
                again = replay(engine, kind, asked)
                assert again.status == "executed", f"{where}: {again.diagnostics[-1].message}"
                assert engine.target() == new, where
                assert engine.status() == "committed", where
    return len(points)


@check
def a_crash_at_any_write_is_contained_and_a_rerun_converges(engine: SqlEngine, kind: Backend) -> None:
    assert crash_everywhere(engine, kind, request(), rows_after(), queries=False) >= 3
