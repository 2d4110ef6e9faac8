"""Artifacts of replays: never overwritten, never half written, read back or refused with the reason."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest

from dpone_si.replay.record import read_replay_artifact
from dpone_si.replay.service import ReplayExecutionService
from dpone_si.replay_errors import MalformedReplayArtifactError, ReplayArtifactWriteError
from tests.dpone_si.replay.scripted import STEPS, CountingService, ScriptedBackend, request


def test_a_second_run_leaves_the_files_of_the_first_alone(tmp_path: Path) -> None:
    service = ReplayExecutionService(tmp_path)
    first = service.execute(request())
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    second = service.execute(request(yes=True))
    assert {path: path.read_bytes() for path in before} == before
    assert second.artifact_path != first.artifact_path
    assert not set(first.evidence_paths) & set(second.evidence_paths)
    assert len(list(tmp_path.iterdir())) == 6


@pytest.mark.parametrize(
    "run_id",
    [
        "../../etc/passwd",
        "C:\\temp\\x",
        "con",
        "a" * 400,
        "über",
        "a:b*c?",
        ".hidden",
        "x.",
        "run 1",
        "\u202eabc",
        "日本",
    ],
)
def test_file_names_are_safe_on_every_file_system(tmp_path: Path, run_id: str) -> None:
    result = ReplayExecutionService(tmp_path).execute(request(run_id=run_id))
    for path in (result.artifact_path, *result.evidence_paths):
        assert path.parent == tmp_path
        assert len(path.name) < 200
        assert all(char.isascii() and (char.isalnum() or char in "-_.") for char in path.name)
    assert read_replay_artifact(result.artifact_path).run_id == run_id


def test_run_ids_that_look_alike_get_files_of_their_own(tmp_path: Path) -> None:
    service = ReplayExecutionService(tmp_path)
    paths = {service.execute(request(run_id=run_id)).artifact_path for run_id in ("a/b", "a_b", "a:b", "a b")}
    assert len({str(path).lower() for path in paths}) == 4


def test_two_services_racing_for_a_name_both_keep_their_files(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: ReplayExecutionService(tmp_path).execute(request()), range(24)))
    assert len({result.artifact_path for result in results}) == 24
    assert len({path for result in results for path in result.evidence_paths}) == 48
    assert not list(tmp_path.glob(".replay-*"))


def test_a_file_system_without_hard_links_still_never_overwrites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError("hard links are not supported here")

    monkeypatch.setattr(os, "link", no_links)
    service = ReplayExecutionService(tmp_path)
    first = service.execute(request()).artifact_path.read_bytes()
    second = service.execute(request()).artifact_path
    assert second.name == "resync_run-1.2.json"
    assert (tmp_path / "resync_run-1.json").read_bytes() == first


def test_an_artifact_is_never_seen_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(ReplayArtifactWriteError, match="No space left"):
        ReplayExecutionService(tmp_path).execute(request())
    assert list(tmp_path.iterdir()) == []


def test_a_planned_artifact_can_be_approved_later(tmp_path: Path) -> None:
    asked = request(partition_column="day", unique_key=("a", "b"), allow_empty=("2024-01-01",), scope="partitions")
    planned = ReplayExecutionService(tmp_path).execute(asked)
    read = read_replay_artifact(planned.artifact_path)
    assert read == asked
    backend = ScriptedBackend()
    CountingService(tmp_path, backend).execute(dataclasses.replace(read, yes=True))
    assert backend.ran == STEPS["mssql"]


def test_an_approved_artifact_reads_back_as_not_approved(tmp_path: Path) -> None:
    executed = ReplayExecutionService(tmp_path).execute(request(yes=True))
    assert read_replay_artifact(executed.artifact_path).yes is False


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{", None),
        ("[]", None),
        ("\ufeff{}", None),
        ("{}", "action"),
        ('{"schema_version": "dpone.replay.artifact.v9"}', "schema_version"),
        ('{"action": "resync", "run_id": 7}', "run_id"),
        ('{"action": "resync", "run_id": "r", "partitions": "2024"}', "partitions"),
        ('{"action": "resync", "run_id": "r", "other_writers": "no"}', "other_writers"),
        ('{"action":"x","run_id":"r","source_type":"a","sink_type":"mssql","strategy_mode":"m"}', "action"),
        ('{"action":"resync","run_id":"r","source_type":"a","sink_type":"csv","strategy_mode":"m"}', "sink_type"),
    ],
)
def test_a_malformed_artifact_names_file_key_and_cure(tmp_path: Path, text: str, key: str | None) -> None:
    path = tmp_path / "artifact.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MalformedReplayArtifactError) as caught:
        read_replay_artifact(path)
    assert (caught.value.path, caught.value.key) == (str(path), key)
    assert "Plan the replay again" in str(caught.value)


def test_a_missing_artifact_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(MalformedReplayArtifactError, match="cannot be read"):
        read_replay_artifact(tmp_path / "none.json")


def test_the_result_is_plain_data(tmp_path: Path) -> None:
    result = ReplayExecutionService(tmp_path).execute(request(yes=True))
    assert json.loads(json.dumps(result.to_dict()))["artifact_path"] == str(result.artifact_path)
