"""Replays a failed run artifact-first: what was asked for is on disk before anything is executed, and only if
approved.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dpone_si.replay.adapters import ReplayAdapterRegistry, ReplayAdapterResult
from dpone_si.replay.artifacts import publish_new, replace_own, safe_name
from dpone_si.replay.command import replay_command
from dpone_si.replay.evidence import ReplayEvidenceWriter
from dpone_si.replay.record import artifact_text
from dpone_si.replay.redaction import redact
from dpone_si.replay.request import ReplayExecutionRequest, check_request
from dpone_si.replay_errors import ReplayArtifactWriteError

__all__ = ["ReplayExecutionRequest", "ReplayExecutionResult", "ReplayExecutionService"]


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
        path = publish_new(self._artifact_dir, stem, ".json", artifact_text(request, commands, None))
        outcome: ReplayAdapterResult | None = None
        if request.yes:
            try:
                outcome = adapter.execute(request)
            except BaseException as error:
                replace_own(path, artifact_text(request, commands, None, interrupted_by=error))
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


def _record_outcome(
    path: Path, request: ReplayExecutionRequest, commands: tuple[str, ...], outcome: ReplayAdapterResult
) -> None:
    try:
        replace_own(path, artifact_text(request, commands, outcome))
    except ReplayArtifactWriteError as error:
        committed = "committed" if outcome.state_committed else "not committed"
        raise ReplayArtifactWriteError(
            f"The replay of run {request.run_id} ended as {outcome.status} with its state {committed}, "
            f"but this could not be recorded. {error.message}",
            key=error.key,
            cure=error.cure,
        ) from error
