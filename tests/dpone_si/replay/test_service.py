"""The replay service: nothing without approval, state only after every step, artifacts that never overwrite each other."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from dpone_si.cli.main import parser
from dpone_si.replay.adapters import (
    ArtifactOnlyReplayBackend,
    DbReplayAdapter,
    KafkaReplayAdapter,
    ReplayAdapterRegistry,
    ReplayBackendResult,
)
from dpone_si.replay.command import replay_command
from dpone_si.replay.service import ReplayExecutionRequest, ReplayExecutionService
from dpone_si.replay_errors import (
    ReplayArtifactWriteError,
    ReplayRefusedError,
    ReplayRequestError,
    UnknownReplaySinkError,
)
from tests.dpone_si.replay.scripted import STEPS, CountingService, ScriptedBackend, request

ALL_STEPS = ("validate_staging", "execute_finalizer", "produce_replay_events", "reconcile", "commit_state")


# --- approval ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sink", STEPS)
def test_without_approval_no_step_runs_and_the_plan_is_on_disk(tmp_path: Path, sink: str) -> None:
    backend = ScriptedBackend()
    result = CountingService(tmp_path, backend).execute(request(sink_type=sink))
    assert backend.ran == []
    assert (result.mode, result.status, result.executed, result.state_committed) == ("plan", "planned", False, False)
    artifact = json.loads(result.artifact_path.read_text(encoding="utf-8"))
    assert (artifact["executed"], artifact["status"], artifact["operations"]) == (False, "planned", [])


def test_the_artifact_is_on_disk_before_the_first_step(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []

    class Looking(ScriptedBackend):
        def validate_staging(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
            seen.append(json.loads((tmp_path / "resync_run-1.json").read_text(encoding="utf-8")))
            return super().validate_staging(request)

    CountingService(tmp_path, Looking()).execute(request(yes=True))
    assert [(item["status"], item["executed"]) for item in seen] == [("approved", False)]


def test_nothing_runs_when_the_artifact_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    backend = ScriptedBackend()
    with pytest.raises(ReplayArtifactWriteError, match="cannot be written"):
        CountingService(blocked / "artifacts", backend).execute(request(yes=True))
    assert backend.ran == []


@pytest.mark.parametrize("sink", STEPS)
def test_with_approval_the_steps_run_in_their_order(tmp_path: Path, sink: str) -> None:
    backend = ScriptedBackend()
    result = CountingService(tmp_path, backend).execute(request(sink_type=sink, yes=True))
    assert backend.ran == STEPS[sink]
    assert [operation.split(":")[0] for operation in result.operations] == STEPS[sink]
    assert (result.status, result.executed, result.state_committed) == ("executed", True, True)


# --- the state is committed last, or not at all -----------------------------------------------------------------------

OUTCOMES = {
    "fails": ReplayBackendResult(False, "no"),
    "raises": RuntimeError("boom"),
    "raises a typed error": ReplayRefusedError("no", cure="Do something."),
    "answers nothing": None,
    "answers a flag": True,
    "answers something truthy": ReplayBackendResult(1, "not a flag"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize(("sink", "step"), [(sink, step) for sink, steps in STEPS.items() for step in steps])
def test_no_step_runs_after_one_that_did_not_pass(tmp_path: Path, sink: str, step: str, outcome: str) -> None:
    backend = ScriptedBackend(step, OUTCOMES[outcome])
    result = CountingService(tmp_path, backend).execute(request(sink_type=sink, yes=True))
    reached = STEPS[sink][: STEPS[sink].index(step) + 1]
    assert backend.ran == reached
    assert (result.status, result.executed, result.state_committed) == ("failed", False, False)
    assert result.failed_step == step
    artifact = json.loads(result.artifact_path.read_text(encoding="utf-8"))
    assert (artifact["status"], artifact["state_committed"]) == ("failed", False)


def test_a_typed_error_keeps_its_code_and_cure_in_the_artifact(tmp_path: Path) -> None:
    backend = ScriptedBackend("reconcile", ReplayRefusedError("rows differ", cure="Repeat the replay."))
    result = CountingService(tmp_path, backend).execute(request(yes=True))
    [*_, last] = json.loads(result.artifact_path.read_text(encoding="utf-8"))["diagnostics"]["diagnostics"]
    assert last["details"]["error"]["code"] == "replay_refused"
    assert last["details"]["error"]["cure"] == "Repeat the replay."


def test_an_interrupted_replay_is_recorded_as_such(tmp_path: Path) -> None:
    service = CountingService(tmp_path, ScriptedBackend("execute_finalizer", KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        service.execute(request(yes=True))
    [artifact] = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*.json")]
    assert (artifact["status"], artifact["executed"], artifact["state_committed"]) == ("interrupted", False, False)


# --- the artifact-only backend ----------------------------------------------------------------------------------------


def test_the_default_backend_records_the_sequence_and_commits_nothing(tmp_path: Path) -> None:
    result = ReplayExecutionService(tmp_path).execute(request(yes=True))
    assert (result.status, result.executed, result.state_committed) == ("executed", True, False)
    assert [operation.split(":")[0] for operation in result.operations] == STEPS["mssql"]


@pytest.mark.parametrize("step", ALL_STEPS)
def test_every_artifact_only_step_says_so(step: str) -> None:
    result = getattr(ArtifactOnlyReplayBackend(), step)(request())
    assert result.passed
    assert result.details == {"artifact_only": True}
    assert "artifact only" in result.message


# --- registry ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sink", ["mssql", "postgres", "clickhouse", "bigquery", "SQLServer", "sql-server", "postgresql", "bq"]
)
def test_database_sinks_and_their_aliases_get_the_database_adapter(sink: str) -> None:
    assert isinstance(ReplayAdapterRegistry().resolve(sink), DbReplayAdapter)


def test_kafka_gets_the_event_adapter() -> None:
    assert isinstance(ReplayAdapterRegistry().resolve("Kafka"), KafkaReplayAdapter)


@pytest.mark.parametrize("sink", ["", "mysql", "oracle", "odd"])
def test_an_unknown_sink_is_named_with_the_known_ones(tmp_path: Path, sink: str) -> None:
    with pytest.raises(UnknownReplaySinkError, match="Use one of postgres, mssql, clickhouse, bigquery, kafka"):
        ReplayExecutionService(tmp_path).execute(request(sink_type=sink))
    assert list(tmp_path.iterdir()) == []


# --- requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"action": "retry"}, "action"),
        ({"run_id": " "}, "run_id"),
        ({"run_id": "a\nb"}, "run_id"),
        ({"source_type": ""}, "source_type"),
        ({"strategy_mode": ""}, "strategy_mode"),
        ({"strategy_mode": "auto"}, "strategy_mode"),
        ({"strategy_mode": "overwrite"}, "strategy_mode"),
        ({"partitions": ("a", "")}, "partitions"),
        ({"partitions": ("a", "a")}, "partitions"),
        ({"partitions": ("a\x00",)}, "partitions"),
        ({"scope": "rows"}, "scope"),
        ({"failed_stage": " "}, "failed_stage"),
        ({"run_id": None}, "run_id"),
        ({"partitions": "2024-01-01"}, "partitions"),
        ({"partitions": (20240101,)}, "partitions"),
        ({"unique_key": "id"}, "unique_key"),
        ({"columns": None}, "columns"),
        ({"yes": "no"}, "yes"),
        ({"other_writers": "false"}, "other_writers"),
        ({"load_id": 5}, "load_id"),
    ],
)
def test_a_bad_request_names_the_field_and_the_cure(tmp_path: Path, changes: dict[str, Any], key: str) -> None:
    with pytest.raises(ReplayRequestError) as caught:
        ReplayExecutionService(tmp_path).execute(request(**changes))
    assert caught.value.key == key
    assert caught.value.cure
    assert list(tmp_path.iterdir()) == []


# --- commands ---------------------------------------------------------------------------------------------------------


def dpone_parser() -> argparse.ArgumentParser:
    """The flags of `dpone resync` and `dpone resume` in dpone 0.88.0."""
    parser = argparse.ArgumentParser(prog="dpone", exit_on_error=False)
    actions = parser.add_subparsers(dest="action", required=True)
    resync, resume = actions.add_parser("resync"), actions.add_parser("resume")
    resync.add_argument("--run-id", required=True)
    resync.add_argument("--partition", action="append")
    resume.add_argument("run_id")
    resume.add_argument("--from-stage")
    for sub in (resync, resume):
        for flag in ("--source-type", "--sink-type", "--strategy"):
            sub.add_argument(flag, required=True)
        sub.add_argument("--yes", action="store_true")
    return parser


@pytest.mark.parametrize("run_id", ["run-1", "a b", "it's", "$(rm -rf .)", "-x", "--yes", "`id`", "a;b", "ü"])
@pytest.mark.parametrize("action", ["resync", "resume"])
def test_the_command_survives_the_shell_and_the_parser(action: str, run_id: str) -> None:
    partitions = ("2024-01-01", "it's $HOME", "-1") if action == "resync" else ()
    asked = request(action=action, run_id=run_id, partitions=partitions, failed_stage="finalize")
    parsed = dpone_parser().parse_args(shlex.split(replay_command(asked))[1:])
    assert parsed.run_id == run_id
    assert (parsed.source_type, parsed.sink_type, parsed.strategy, parsed.yes) == (
        "postgres",
        "mssql",
        "partition_replace",
        True,
    )
    if action == "resync":
        assert tuple(parsed.partition) == asked.partitions
    else:
        assert parsed.from_stage == "finalize"


SCOPED = {
    "partitions": ("2024-01-01", "-x"),
    "partition_column": "day of it",
    "unique_key": ("a", "it's"),
    "columns": ("a", "b"),
    "scope": "keys",
    "allow_empty": ("-x",),
    "other_writers": True,
    "load_id": "-1",
}


@pytest.mark.parametrize("name", SCOPED)
@pytest.mark.parametrize("action", ["resync", "resume"])
def test_what_only_we_know_is_a_command_of_ours_and_nothing_is_lost(action: str, name: str) -> None:
    """Run as printed, the command asks for the same rows as the request it was made from."""
    asked = request(action=action, run_id="-r 1", **{"partitions": (), name: SCOPED[name]})
    words = shlex.split(replay_command(asked))
    if (action, name) == ("resync", "partitions"):
        assert words[0] == "dpone"
        return
    assert words[0] == "dpone-si"
    parsed = parser(action).parse_args(words[1:])
    given = {
        "partitions": parsed.partition, "partition_column": parsed.partition_column, "unique_key": parsed.unique_key,
        "columns": parsed.column, "scope": parsed.scope, "allow_empty": parsed.allow_empty,
        "other_writers": parsed.other_writers, "load_id": parsed.load_id,
    }  # fmt: skip
    assert (parsed.run_id, parsed.yes) == ("-r 1", True)
    assert {key: tuple(value) if isinstance(value, list) else value for key, value in given.items() if value} == {
        name: SCOPED[name]
    }
