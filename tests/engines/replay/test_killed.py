"""Processes of a replay that are killed or meet each other, on a real PostgreSQL: what they leave, and that a rerun converges.

Each process is the command line itself. It is stopped at a known place by a lock it waits for, and SIGKILL ends it there.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engines.replay.engine import OLD, REPLAYED, RUN, rows_after
from tests.engines.replay.engine_postgres import PostgresEngine
from tests.engines.replay.test_command_line import LIVE, SCOPE, WORDS

COMMAND = [*WORDS, *LIVE, *SCOPE, "--partition-column", "dt", "--yes", "--format", "json"]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dpone replay' AND wait_event_type = 'Lock'"
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dpone replay'"


def start(postgres: PostgresEngine, artifacts: Path, *more: str) -> subprocess.Popen[str]:
    """The command line as a process of its own."""
    known = postgres.credentials
    environment = os.environ | {
        "DPONE_CONN_DWH_HOST": known.host,
        "DPONE_CONN_DWH_DATABASE": known.database,
        "DPONE_CONN_DWH_USERNAME": known.username,
    }
    words = [
        sys.executable,
        "-c",
        "from dpone_si.cli.main import run; run()",
        *COMMAND,
        "--artifact-dir",
        str(artifacts),
        *more,
    ]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextlib.contextmanager
def locked(postgres: PostgresEngine, table: str) -> Iterator[None]:
    """Let nobody write to `table` meanwhile."""
    blocker = postgres.connector()
    try:
        with blocker.transaction():
            blocker.execute_query(f"LOCK TABLE {table} IN SHARE MODE")
            yield
    finally:
        blocker.close()


def until(postgres: PostgresEngine, query: str, wanted: int, process: subprocess.Popen[str] | None = None) -> None:
    """Return once `query` counts `wanted`; fail if the process ends before."""
    tick = threading.Event()
    while postgres.rows(query) != [(wanted,)]:
        assert process is None or process.poll() is None, process.communicate()
        tick.wait(0.01)


def finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, problems = process.communicate(timeout=60)
    assert out, problems
    return json.loads(out)


def kill_at(postgres: PostgresEngine, table: str, artifacts: Path, *more: str) -> None:
    """Run a replay into the lock of `table`, and SIGKILL it there."""
    with locked(postgres, table):
        process = start(postgres, artifacts, "--lock-timeout=120", *more)
        until(postgres, WAITING, 1, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    until(postgres, CONNECTED, 0)


@pytest.mark.parametrize("finalizer", ["delete_insert", "attach_partition"])
@pytest.mark.parametrize(
    ("table", "left"),
    [("landing.orders", Counter(OLD)), ("etl_state.__dpone__loads", rows_after())],
    ids=["in-finalizer", "before-state"],
)
def test_a_killed_replay_is_contained_and_a_rerun_converges(
    postgres: PostgresEngine, tmp_path: Path, finalizer: str, table: str, left: Counter[Any]
) -> None:
    kill_at(postgres, table, tmp_path, "--finalizer", finalizer)
    assert postgres.target() == left
    assert postgres.status() == "staged"
    [artifact] = tmp_path.glob("*.json")
    assert json.loads(artifact.read_text())["status"] == "approved"  # it says that it was begun, and no more
    for _ in range(2):
        answer = finish(start(postgres, tmp_path, "--finalizer", finalizer))
        assert (answer["status"], answer["state_committed"]) == ("executed", True), answer["message"]
        assert postgres.target() == rows_after()
        assert postgres.status() == "committed"
    assert json.loads(artifact.read_text())["status"] == "approved"


def test_the_second_replay_of_a_target_gives_way_to_the_first(postgres: PostgresEngine, tmp_path: Path) -> None:
    with locked(postgres, "landing.orders"):
        first = start(postgres, tmp_path, "--lock-timeout=120")
        until(postgres, WAITING, 1, first)
        second = finish(start(postgres, tmp_path))
        assert (second["status"], second["failed_step"]) == ("failed", "execute_finalizer")
        assert "Another replay of landing.orders is running" in second["message"]
        assert postgres.target() == Counter(OLD)
    assert finish(first)["status"] == "executed"
    assert postgres.target() == rows_after()


def test_replays_started_together_apply_the_rows_once(postgres: PostgresEngine, tmp_path: Path) -> None:
    """Whoever wins; the others fail with a reason or find the work done, and each has evidence of its own."""
    processes = [start(postgres, tmp_path) for _ in range(4)]
    answers = [finish(process) for process in processes]
    assert postgres.target() == rows_after()
    assert postgres.status() == "committed"
    assert any(answer["state_committed"] for answer in answers)
    for answer in answers:
        assert answer["state_committed"] == (answer["status"] == "executed")
        assert answer["status"] == "executed" or answer["message"]
    evidence = [path for answer in answers for path in (answer["artifact_path"], *answer["evidence_paths"])]
    assert len(set(evidence)) == len(evidence) == 12
    assert all(json.loads(Path(path).read_text())["run_id"] == RUN for path in evidence if path.endswith(".json"))


def test_a_commit_does_not_wait_for_ever(postgres: PostgresEngine, tmp_path: Path) -> None:
    """Somebody holds the load table: the replay ends with the reason, and a rerun commits."""
    with locked(postgres, "etl_state.__dpone__loads"):
        answer = finish(start(postgres, tmp_path, "--lock-timeout=1"))
    assert (answer["failed_step"], postgres.status()) == ("commit_state", "staged")
    assert "lock" in answer["message"].lower()
    assert finish(start(postgres, tmp_path))["state_committed"]
    assert all(day in str(postgres.target()) for day in REPLAYED)
