"""Replay evidence: valid by its published schema, row counts only where rows were counted, Markdown that cannot be broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dpone_si.replay.adapters import ReplayAdapterRegistry, ReplayAdapterResult, ReplayBackendResult
from dpone_si.replay.evidence import SCHEMA_VERSION, ReplayEvidenceWriter, evidence_schema
from dpone_si.replay.service import ReplayExecutionRequest, ReplayExecutionService
from tests.dpone_si.replay.scripted import ScriptedBackend, request


def validate(evidence: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(evidence_schema(), format_checker=jsonschema.FormatChecker()).validate(evidence)


def written(directory: Path, asked: ReplayExecutionRequest, backend: Any = None) -> tuple[dict[str, Any], str]:
    registry = ReplayAdapterRegistry(backend=backend)
    json_path, markdown_path = (
        ReplayExecutionService(directory, adapter_registry=registry).execute(asked).evidence_paths
    )
    return json.loads(json_path.read_text(encoding="utf-8")), markdown_path.read_text(encoding="utf-8")


def evidence_of(directory: Path, *details: dict[str, Any] | None) -> dict[str, Any]:
    result = ReplayAdapterResult(
        "executed", ("reconcile",), True, tuple(ReplayBackendResult(True, "ok", item) for item in details)
    )
    json_path, _ = ReplayEvidenceWriter(directory).write(
        action="resync",
        run_id="run-1",
        service="postgres",
        source_type="mysql",
        strategy_mode="partition_replace",
        mode="execute",
        executed=True,
        status="executed",
        artifact_path=directory / "resync_run-1.json",
        commands=("dpone resync",),
        operations=("reconcile",),
        state_committed=True,
        adapter_result=result,
    )
    evidence = json.loads(json_path.read_text(encoding="utf-8"))
    validate(evidence)
    return evidence


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(evidence_schema())


@pytest.mark.parametrize("sink", ["mssql", "kafka"])
@pytest.mark.parametrize("yes", [False, True])
def test_every_kind_of_evidence_is_valid(tmp_path: Path, sink: str, yes: bool) -> None:
    for backend in (None, ScriptedBackend(), ScriptedBackend("reconcile", RuntimeError("boom"))):
        evidence, _ = written(tmp_path, request(sink_type=sink, yes=yes), backend)
        validate(evidence)
        assert evidence["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": "v2"},
        {"status": "fine"},
        {"mode": "plan"},
        {"executed": False},
        {"row_count_checks": [{"name": "rows", "value": True}]},
        {"row_count_checks": [{"name": "rows", "value": -1}]},
        {"row_count_checks": [{"value": 1}]},
        {"status_checks": [{"name": "a"}]},
        {"run_id": ""},
    ],
)
def test_the_schema_refuses_evidence_that_contradicts_itself(tmp_path: Path, change: dict[str, Any]) -> None:
    evidence = evidence_of(tmp_path, {"status_check": {"name": "a", "status": "passed"}})
    with pytest.raises(jsonschema.ValidationError):
        validate(evidence | change)


def test_a_plan_and_an_artifact_only_run_are_not_live(tmp_path: Path) -> None:
    assert written(tmp_path, request())[0]["live"] is False
    assert written(tmp_path, request(yes=True))[0]["live"] is False
    assert written(tmp_path, request(yes=True), ScriptedBackend())[0]["live"] is True


def test_checks_of_all_steps_are_collected(tmp_path: Path) -> None:
    evidence = evidence_of(
        tmp_path,
        {"status_check": {"name": "a", "status": "passed"}, "row_count_check": {"name": "rows", "value": 3}},
        None,
        {
            "status_checks": [{"name": "b", "status": "failed"}],
            "row_count_checks": [{"name": "more", "value": 0, "expected": 0}],
        },
    )
    assert [check["name"] for check in evidence["status_checks"]] == ["a", "b"]
    assert [(check["name"], check["value"]) for check in evidence["row_count_checks"]] == [("rows", 3), ("more", 0)]


@pytest.mark.parametrize("value", [True, False, None, "12", 1.0, -1, [3]])
def test_what_is_no_count_is_not_listed_as_one(tmp_path: Path, value: object) -> None:
    evidence = evidence_of(tmp_path, {"row_count_check": {"name": "rows", "value": value}})
    assert evidence["row_count_checks"] == []
    assert {"name": "row_count:rows", "status": "not_a_row_count"} in evidence["status_checks"]


def test_an_artifact_only_step_counts_no_rows(tmp_path: Path) -> None:
    evidence = evidence_of(tmp_path, {"artifact_only": True, "row_count_check": {"name": "rows", "value": 5}})
    assert evidence["row_count_checks"] == []


def test_markdown_survives_any_text(tmp_path: Path) -> None:
    nasty = "x` | <script>alert(1)</script> [a](b) # *c*"
    backend = ScriptedBackend(
        "reconcile", ReplayBackendResult(False, nasty, {"status_check": {"name": nasty, "status": "failed"}})
    )
    evidence, markdown = written(tmp_path, request(run_id=nasty, yes=True), backend)
    validate(evidence)
    assert "<script>" not in "".join(
        line for line in markdown.splitlines() if not line.startswith(("- `", "- commands", "- ``"))
    )
    table = markdown[markdown.index("## Status checks") :].splitlines()
    assert all(line.replace("\\|", "").count("|") in (0, 3) for line in table if line.startswith("|"))
