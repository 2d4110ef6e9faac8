"""`dpone-si resync --yes --live-backend` on a real PostgreSQL: the whole way from the command line to committed state."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dpone_si.cli.main import main
from tests.engines.replay.engine import REPLAYED, RUN, rows_after
from tests.engines.replay.engine_postgres import PostgresEngine

WORDS = [
    "resync",
    f"--run-id={RUN}",
    "--source-type",
    "postgres",
    "--sink-type",
    "postgres",
    "--strategy",
    "partition_replace",
]
LIVE = ["--live-backend", "--connection-id", "dwh", "--target-schema", "landing", "--target-table", "orders"]
SCOPE = [f"--partition={day}" for day in REPLAYED]


@pytest.fixture
def connection(postgres: PostgresEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PostgresEngine:
    """The engine, reachable as connection `dwh` through the environment alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPONE_CONN_DWH_HOST", postgres.credentials.host)
    monkeypatch.setenv("DPONE_CONN_DWH_DATABASE", postgres.credentials.database)
    monkeypatch.setenv("DPONE_CONN_DWH_USERNAME", postgres.credentials.username)
    return postgres


def test_a_plan_touches_nothing(connection: PostgresEngine) -> None:
    """Without approval no connection is even built, and the target is as it was."""
    before = connection.target()
    assert main([*WORDS, *LIVE, *SCOPE, "--partition-column", "dt"]) == 0
    assert connection.target() == before


def test_an_approved_replay_replaces_the_partitions_and_commits(
    connection: PostgresEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Staged rows in, other partitions untouched, state committed, evidence written; a second run finds the work done."""
    words = [*WORDS, *LIVE, *SCOPE, "--partition-column", "dt", "--yes", "--format", "json"]
    for _ in range(2):
        assert main(words) == 0
        answer = json.loads(capsys.readouterr().out)
        assert (answer["status"], answer["state_committed"], answer["live_backend"]) == ("executed", True, True)
        assert connection.target() == rows_after()
    assert all(Path(path).exists() for path in answer["evidence_paths"])


def test_a_replay_without_a_scope_is_refused(connection: PostgresEngine, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, the reason in words, the target as it was."""
    before = connection.target()
    assert main([*WORDS, *LIVE, "--yes"]) == 1
    assert "validate_staging" in capsys.readouterr().out
    assert connection.target() == before
