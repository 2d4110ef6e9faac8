"""Replays on the command line: planned by default, executed only with approval, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dpone_si.shell import RESYNC, Shell


def test_a_replay_is_planned_by_default(si: Shell) -> None:
    """An artifact and its evidence are written, nothing is executed, and the approving command is shown."""
    ran = si(*RESYNC, "--partition=2024-01-01", "--live-backend")
    assert ran.code == 0
    assert "planned, nothing was executed. Add --yes to execute it." in ran.out
    answer = si(*RESYNC, "--partition=2024-01-01", "--format", "json").json
    assert (answer["schema_version"], answer["status"], answer["executed"]) == ("dpone.si.replay.v1", "planned", False)
    assert answer["artifact_path"] == ".dpone/replay/resync_r1.2.json"


def test_approval_without_a_live_backend_only_records(si: Shell) -> None:
    """The sequence is recorded in order, and no state is claimed to be committed."""
    answer = si("resume", "r1", "--from-stage=stage", *RESYNC[2:], "--yes", "--format", "json").json
    assert (answer["status"], answer["state_committed"], answer["live_backend"]) == ("executed", False, False)
    assert len(answer["operations"]) == 4
    assert "Nothing was executed on the sink" in si(*RESYNC, "--yes", "--partition=1").out


def test_a_failing_live_backend_is_exit_code_1(si: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """An approved replay on a backend that refuses staging: failed step, evidence, state untouched."""
    from dpone_si.replay.adapters import ArtifactOnlyReplayBackend, ReplayBackendResult

    class Refusing(ArtifactOnlyReplayBackend):
        def validate_staging(self, request: Any) -> ReplayBackendResult:
            return ReplayBackendResult(False, f"staging of {request.partitions[0]} is empty")

    built: list[Any] = []

    def build(_: object, connection: Any) -> Refusing:
        built.append(connection)
        return Refusing()

    monkeypatch.setattr("dpone_si.replay.clients.RuntimeReplayBackendFactory.build", build)
    words = (*RESYNC, "--partition=d1", "--yes", "--live-backend", "--connection-id", "dwh", "--target-table", "orders")
    ran = si(*words, "--target-schema", "dbo", "--staging-schema", "stg")
    assert ran.code == 1
    assert "failed   validate_staging: staging of d1 is empty" in ran.out
    (connection,) = built
    assert (connection.connection_id, connection.target_schema, connection.staging_schema) == ("dwh", "dbo", "stg")
    assert not si(*RESYNC, "--partition=d1", "--live-backend", "--target-table", "orders").code
    assert len(built) == 1, "a plan must not build a connection"


def test_inspect_finds_reports_and_replays(si: Shell) -> None:
    """Both kinds of artifacts of the run, none of another; unreadable files are named."""
    si(*RESYNC, "--partition=1")
    si("resync", "--run-id=r2", *RESYNC[2:], "--partition=1")
    report = si.folder / ".dpone/runs/r1/run.json"
    report.parent.mkdir(parents=True)
    report.write_text(json.dumps({"run_id": "r1", "pipeline": "p", "token": "hunter2"}), encoding="utf-8")
    (report.parent / "broken.json").write_text("{", encoding="utf-8")
    ran = si("inspect", "r1", "--format", "json")
    assert ran.code == 0
    assert [(item["kind"], Path(item["path"]).name) for item in ran.json["artifacts"]] == [
        ("run", "run.json"),
        ("replay", "resync_r1.json"),
        ("replay", "resync_r1_evidence.json"),
    ]
    assert [Path(path).name for path in ran.json["unreadable"]] == ["broken.json"]
    assert "hunter2" not in ran.out
    assert si("inspect", "r3").code == 1
