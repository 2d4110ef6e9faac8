"""Replays a failed run artifact-first: what was asked for is on disk before anything is executed, and only if approved."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from dpone_si.replay_adapters import ReplayAdapterRegistry, ReplayAdapterResult, normalize_sink
from dpone_si.replay_artifacts import publish_new, replace_own, safe_name
from dpone_si.replay_errors import MalformedReplayArtifactError, ReplayArtifactWriteError, ReplayRequestError
from dpone_si.replay_evidence import ReplayEvidenceWriter
from dpone_si.replay_redaction import redact, redact_value
from dpone_si.vocabulary import AUTO, MODES, canonical_mode

ARTIFACT_SCHEMA_VERSION = "dpone.replay.artifact.v1"
REPLAY_ACTIONS = ("resync", "resume")
SCOPES = ("partitions", "keys")


@dataclass(frozen=True, slots=True)
class ReplayExecutionRequest:
    """What to replay and, for a live backend, exactly which rows it may touch.

    `partitions` are values of `partition_column`; every one of them is replayed, in the given order, or none is.
    `scope` says what a finalizer deletes: `partitions` empties the named partitions (rows absent from staging go),
    `keys` removes only target rows whose `unique_key` is in staging. Empty means: `partitions` for the strategy
    `partition_replace`, `keys` for `incremental_merge`, and a refusal for every other strategy.
    `columns` empty means all columns of the target, read from its catalogue. `allow_empty` names the partitions that
    are meant to end up empty. `other_writers` says that rows outside the scope may change meanwhile, so their count
    is not compared. `load_id` picks one load when a run has several open loads of the same target.
    """

    action: str
    run_id: str
    source_type: str
    sink_type: str
    strategy_mode: str
    failed_stage: str = "finalize"
    partitions: tuple[str, ...] = ()
    yes: bool = False
    partition_column: str = ""
    unique_key: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    scope: str = ""
    allow_empty: tuple[str, ...] = ()
    other_writers: bool = False
    load_id: str = ""


@dataclass(frozen=True, slots=True)
class ReplayExecutionResult:
    """What the service did and where it is written down.

    `status` is `planned`, `executed` or `failed`. `executed` says that the approved sequence ran to its end;
    `state_committed` that a live backend committed the load state. `evidence_paths` are the JSON and Markdown evidence.
    """

    action: str
    run_id: str
    mode: str
    executed: bool
    status: str
    failed_stage: str
    artifact_path: Path
    commands: tuple[str, ...]
    operations: tuple[str, ...] = ()
    state_committed: bool = False
    evidence_paths: tuple[Path, ...] = ()
    failed_step: str | None = None
    message: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "artifact_path": str(self.artifact_path),
            "commands": list(self.commands),
            "operations": list(self.operations),
            "evidence_paths": [str(path) for path in self.evidence_paths],
        }


class ReplayExecutionService:
    """Writes the replay artifact, runs the adapter if the request is approved, and writes the evidence.

    Without `yes` nothing is executed. With `yes` the artifact is on disk first; if it cannot be written, nothing runs.
    """

    def __init__(
        self,
        artifact_dir: str | Path = ".dpone/replay",
        *,
        adapter_registry: ReplayAdapterRegistry | None = None,
    ) -> None:
        self._artifact_dir = Path(artifact_dir)
        self._adapter_registry = adapter_registry or ReplayAdapterRegistry()

    def execute(self, request: ReplayExecutionRequest) -> ReplayExecutionResult:
        """Plan or execute `request`. Raises ReplayRequestError before anything is written when it is not usable."""
        check_request(request)
        adapter = self._adapter_registry.resolve(request.sink_type)
        commands = (replay_command(request),)
        stem = f"{request.action}_{safe_name(request.run_id)}"
        path = publish_new(self._artifact_dir, stem, ".json", _artifact_text(request, commands, None))
        outcome: ReplayAdapterResult | None = None
        if request.yes:
            try:
                outcome = adapter.execute(request)
            except BaseException as error:
                replace_own(path, _artifact_text(request, commands, None, interrupted_by=error))
                raise
            _record_outcome(path, request, commands, outcome)
        return self._finish(request, commands, path, outcome)

    def _finish(
        self,
        request: ReplayExecutionRequest,
        commands: tuple[str, ...],
        path: Path,
        outcome: ReplayAdapterResult | None,
    ) -> ReplayExecutionResult:
        status = outcome.status if outcome else "planned"
        executed = status == "executed"
        operations = outcome.operations if outcome else ()
        committed = outcome.state_committed if outcome else False
        evidence = ReplayEvidenceWriter(self._artifact_dir).write(
            action=request.action,
            run_id=request.run_id,
            service=request.sink_type,
            source_type=request.source_type,
            strategy_mode=request.strategy_mode,
            mode="execute" if request.yes else "plan",
            executed=executed,
            status=status,
            artifact_path=path,
            commands=commands,
            operations=operations,
            state_committed=committed,
            adapter_result=outcome,
        )
        return ReplayExecutionResult(
            action=request.action,
            run_id=request.run_id,
            mode="execute" if request.yes else "plan",
            executed=executed,
            status=status,
            failed_stage=request.failed_stage,
            artifact_path=path,
            commands=commands,
            operations=operations,
            state_committed=committed,
            evidence_paths=evidence,
            failed_step=outcome.failed_step if outcome else None,
            message=redact(outcome.diagnostics[-1].message) if outcome and outcome.diagnostics else "",
        )


def check_request(request: ReplayExecutionRequest) -> None:
    """Raise ReplayRequestError, naming the field and the cure, when `request` cannot be replayed by any backend."""
    if request.action not in REPLAY_ACTIONS:
        raise ReplayRequestError(f"{request.action!r} is no replay action.", key="action", cure=f"Use one of {', '.join(REPLAY_ACTIONS)}.")
    normalize_sink(request.sink_type)
    for key, value in (
        ("run_id", request.run_id),
        ("source_type", request.source_type),
        ("strategy_mode", request.strategy_mode),
        *(("partitions", value) for value in request.partitions),
        *(("allow_empty", value) for value in request.allow_empty),
    ):
        if not value.strip():
            raise ReplayRequestError("The value is empty.", key=key, cure=f"Give {key} a value.")
        if any(ord(char) < 32 or ord(char) == 127 for char in value):
            raise ReplayRequestError(f"{value!r} holds a control character.", key=key, cure="Remove the control character.")
    if canonical_mode(request.strategy_mode) in (None, AUTO):
        raise ReplayRequestError(
            f"{request.strategy_mode!r} is no strategy a run can have used.",
            key="strategy_mode",
            cure=f"Use one of {', '.join(MODES)}; `dpone-si advise` tells what auto stands for.",
        )
    repeated = sorted({value for value in request.partitions if request.partitions.count(value) > 1})
    if repeated:
        raise ReplayRequestError(f"Partition {repeated[0]!r} is named more than once.", key="partitions", cure="Name each partition once.")
    if request.scope and request.scope not in SCOPES:
        raise ReplayRequestError(f"{request.scope!r} is no replay scope.", key="scope", cure=f"Use one of {', '.join(SCOPES)}.")


def replay_command(request: ReplayExecutionRequest) -> str:
    """The shell command that runs this replay, with every value quoted.

    dpone 0.88.0 accepts every flag of a plain request; what only this project knows is a command of `dpone-si`.
    """
    resume = request.action == "resume"
    partitions = [f"--partition={value}" for value in request.partitions]
    scope = [*_scope_flags(request), *(partitions if resume else [])]
    words = ["dpone-si" if scope else "dpone", request.action]
    words += ["--from-stage", request.failed_stage] if resume else [f"--run-id={request.run_id}"]
    words += ["--source-type", request.source_type, "--sink-type", request.sink_type, "--strategy", request.strategy_mode]
    words += [*([] if resume else partitions), *scope, "--yes"]
    if resume:
        words += ["--", request.run_id] if request.run_id.startswith("-") else [request.run_id]
    return shlex.join(words)


def _scope_flags(request: ReplayExecutionRequest) -> list[str]:
    """The flags for what a live backend of this project asks beyond dpone's own."""
    single = {"--partition-column": request.partition_column, "--scope": request.scope, "--load-id": request.load_id}
    many = {"--unique-key": request.unique_key, "--column": request.columns, "--allow-empty": request.allow_empty}
    flags = [f"{flag}={value}" for flag, value in single.items() if value]
    flags += [f"{flag}={value}" for flag, values in many.items() for value in values]
    return flags + (["--other-writers"] if request.other_writers else [])


def read_replay_artifact(path: str | Path) -> ReplayExecutionRequest:
    """The request recorded in a replay artifact, not approved: set `yes` with `dataclasses.replace` to execute it.

    Raises MalformedReplayArtifactError naming the file, the key and the cure.
    """
    source = Path(path)
    payload = _load(source)
    values: dict[str, Any] = {}
    for field in fields(ReplayExecutionRequest):
        if field.name == "yes" or field.name not in payload:
            continue
        values[field.name] = _field_value(source, field.name, str(field.type), payload[field.name])
    for name in ("action", "run_id", "source_type", "sink_type", "strategy_mode"):
        if name not in values:
            raise _malformed(source, name, "The key is missing.")
    request = ReplayExecutionRequest(**values)
    try:
        check_request(request)
    except ReplayRequestError as error:
        raise _malformed(source, error.key, error.message) from error
    return request


def _load(source: Path) -> Mapping[str, Any]:
    try:
        payload: object = json.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise _malformed(source, None, f"The file cannot be read: {error.strerror or type(error).__name__}.") from error
    except (ValueError, RecursionError) as error:
        raise _malformed(source, None, "The file is not JSON in UTF-8.") from error
    if not isinstance(payload, dict):
        raise _malformed(source, None, "The file holds no JSON object.")
    mapping = cast("dict[str, Any]", payload)
    version = mapping.get("schema_version", ARTIFACT_SCHEMA_VERSION)  # artifacts of dpone 0.88.0 carry no version
    if version != ARTIFACT_SCHEMA_VERSION:
        raise _malformed(source, "schema_version", f"{version!r} is not {ARTIFACT_SCHEMA_VERSION!r}.")
    return mapping


def _field_value(source: Path, name: str, kind: str, value: object) -> object:
    if kind.startswith("tuple"):
        if isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value)):
            return tuple(cast("list[str]", value))
        raise _malformed(source, name, "The value is not a list of texts.")
    if kind == "bool" and not isinstance(value, bool):
        raise _malformed(source, name, "The value is neither true nor false.")
    if kind == "str" and not isinstance(value, str):
        raise _malformed(source, name, "The value is not a text.")
    return value


def _malformed(source: Path, key: str | None, message: str) -> MalformedReplayArtifactError:
    return MalformedReplayArtifactError(
        message,
        key=key,
        path=str(source),
        cure="Plan the replay again; the service writes a whole artifact.",
    )


def _record_outcome(path: Path, request: ReplayExecutionRequest, commands: tuple[str, ...], outcome: ReplayAdapterResult) -> None:
    try:
        replace_own(path, _artifact_text(request, commands, outcome))
    except ReplayArtifactWriteError as error:
        committed = "committed" if outcome.state_committed else "not committed"
        raise ReplayArtifactWriteError(
            f"The replay of run {request.run_id} ended as {outcome.status} with its state {committed}, "
            f"but this could not be recorded. {error.message}",
            key=error.key,
            cure=error.cure,
        ) from error


def _artifact_text(
    request: ReplayExecutionRequest,
    commands: tuple[str, ...],
    outcome: ReplayAdapterResult | None,
    *,
    interrupted_by: BaseException | None = None,
) -> str:
    waiting = "approved" if request.yes else "planned"
    status = outcome.status if outcome else "interrupted" if interrupted_by else waiting
    asked = {key: value for key, value in asdict(request).items() if key != "yes"}
    payload = {
        "schema_version": ARTIFACT_SCHEMA_VERSION,
        **asked,
        "mode": "execute" if request.yes else "plan",
        "executed": status == "executed",
        "status": status,
        "state_committed": outcome.state_committed if outcome else False,
        "created_at": datetime.now(UTC).isoformat(),
        "commands": list(commands),
        "operations": list(outcome.operations) if outcome else [],
        "diagnostics": outcome.to_dict() if outcome else {},
    }
    if interrupted_by is not None:
        payload["interrupted_by"] = type(interrupted_by).__name__
    return json.dumps(redact_value(payload), ensure_ascii=False, indent=2, default=str) + "\n"
