"""The execution seam of an approved replay: which steps run, in which order, and when the state may be committed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from dpone_si.errors import StrategyIntelligenceError
from dpone_si.replay.redaction import redact, redact_value
from dpone_si.replay.request import ReplayExecutionRequest
from dpone_si.replay.sink_names import normalize_sink
from dpone_si.vocabulary import DATABASE_SINKS

ReplayStep = tuple[str, "Callable[[ReplayExecutionRequest], ReplayBackendResult]"]


@dataclass(frozen=True, slots=True)
class ReplayBackendResult:
    """What one step of a backend found.

    `details` may hold `status_check` / `status_checks` (name, status) and, only where rows were really counted,
    `row_count_check` / `row_count_checks` (name, value, optionally expected and status).
    """

    passed: bool
    message: str
    details: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ReplayAdapterResult:
    """The outcome of a whole sequence: `executed` or `failed`, the steps entered, and one diagnostic per step.

    `state_committed` is true only when `commit_state` itself reported success. `failed_step` names the step that
    failed or raised.
    """

    status: str
    operations: tuple[str, ...]
    state_committed: bool
    diagnostics: tuple[ReplayBackendResult, ...]
    failed_step: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "operations": list(self.operations),
            "state_committed": self.state_committed,
            "failed_step": self.failed_step,
            "diagnostics": [item.to_dict() for item in self.diagnostics],
        }


class ReplayBackend(ABC):
    """Port of a sink: staging validation, finalizer or events, reconciliation and state commit.

    A step that cannot do its work returns `passed=False` or raises; both stop the sequence before the state.
    """

    @abstractmethod
    def validate_staging(self, request: ReplayExecutionRequest) -> ReplayBackendResult: ...

    @abstractmethod
    def execute_finalizer(self, request: ReplayExecutionRequest) -> ReplayBackendResult: ...

    @abstractmethod
    def produce_replay_events(self, request: ReplayExecutionRequest) -> ReplayBackendResult: ...

    @abstractmethod
    def reconcile(self, request: ReplayExecutionRequest) -> ReplayBackendResult: ...

    @abstractmethod
    def commit_state(self, request: ReplayExecutionRequest) -> ReplayBackendResult: ...


class ArtifactOnlyReplayBackend(ReplayBackend):
    """The default: records the sequence and touches nothing outside the artifact directory.

    Its results say `artifact_only`, and no run is ever reported as committed on its word: see `commit_state`.
    """

    def validate_staging(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return _recorded(f"staging of run {request.run_id} would be validated")

    def execute_finalizer(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return _recorded(f"the {request.sink_type} finalizer of run {request.run_id} would run")

    def produce_replay_events(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return _recorded(f"{request.sink_type} events of run {request.run_id} would be produced")

    def reconcile(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return _recorded(f"the target of run {request.run_id} would be reconciled")

    def commit_state(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Passes, so that the recorded sequence is complete; the load state of the run stays as it is."""
        return _recorded(f"the state of run {request.run_id} would be committed")


class ReplayAdapter(ABC):
    """Runs the steps of one kind of sink in their only safe order."""

    @abstractmethod
    def execute(self, request: ReplayExecutionRequest) -> ReplayAdapterResult: ...


class DbReplayAdapter(ReplayAdapter):
    """Staging-first sequence for tables: MSSQL, Postgres, ClickHouse and BigQuery."""

    def __init__(self, *, backend: ReplayBackend) -> None:
        self._backend = backend

    def execute(self, request: ReplayExecutionRequest) -> ReplayAdapterResult:
        backend = self._backend
        return _run(
            request,
            (
                ("validate_staging", backend.validate_staging),
                ("execute_finalizer", backend.execute_finalizer),
                ("reconcile", backend.reconcile),
                ("commit_state", backend.commit_state),
            ),
        )


class KafkaReplayAdapter(ReplayAdapter):
    """Event-log sequence for Kafka: events are appended, nothing is overwritten."""

    def __init__(self, *, backend: ReplayBackend) -> None:
        self._backend = backend

    def execute(self, request: ReplayExecutionRequest) -> ReplayAdapterResult:
        backend = self._backend
        return _run(
            request,
            (
                ("validate_staging", backend.validate_staging),
                ("produce_replay_events", backend.produce_replay_events),
                ("reconcile", backend.reconcile),
                ("commit_state", backend.commit_state),
            ),
        )


class ReplayAdapterRegistry:
    """Resolves the adapter of a sink type; without a backend the artifact-only one is used."""

    def __init__(self, *, backend: ReplayBackend | None = None) -> None:
        self._backend = backend or ArtifactOnlyReplayBackend()

    def resolve(self, sink_type: str) -> ReplayAdapter:
        """The adapter for `sink_type` or one of its aliases; raises UnknownReplaySinkError for anything else."""
        if normalize_sink(sink_type) in DATABASE_SINKS:
            return DbReplayAdapter(backend=self._backend)
        return KafkaReplayAdapter(backend=self._backend)


def _run(request: ReplayExecutionRequest, steps: tuple[ReplayStep, ...]) -> ReplayAdapterResult:
    """Run `steps` until one fails or raises; the last one is `commit_state`, so it is reached only if all passed."""
    operations: list[str] = []
    diagnostics: list[ReplayBackendResult] = []
    for name, step in steps:
        operations.append(_operation_label(name, request))
        result = _attempt(name, step, request)
        diagnostics.append(result)
        if result.passed is not True:
            return ReplayAdapterResult("failed", tuple(operations), False, tuple(diagnostics), failed_step=name)
    artifact_only = all((item.details or {}).get("artifact_only") is True for item in diagnostics)
    return ReplayAdapterResult("executed", tuple(operations), not artifact_only, tuple(diagnostics))


def _attempt(
    name: str, step: Callable[[ReplayExecutionRequest], ReplayBackendResult], request: ReplayExecutionRequest
) -> ReplayBackendResult:
    try:
        result = step(request)
    except Exception as error:  # noqa: BLE001  whatever a backend raises ends as a failed step with evidence
        return _raised(name, error)
    if not isinstance(result, ReplayBackendResult):  # pyright: ignore[reportUnnecessaryIsInstance]
        return ReplayBackendResult(
            False,
            f"{name} answered with {type(result).__name__} instead of a ReplayBackendResult, which counts as failed",
            {"status_check": {"name": name, "status": "failed"}},
        )
    return result


def _raised(name: str, error: Exception) -> ReplayBackendResult:
    text = redact(str(error)) or "no message"
    details: dict[str, Any] = {
        "status_check": {"name": name, "status": "error"},
        "error": {"type": type(error).__name__, "message": text},
    }
    if isinstance(error, StrategyIntelligenceError):
        details["error"] |= {"code": getattr(error, "code", None), "key": error.key, "cure": redact(error.cure)}
        extra = getattr(error, "details", None)
        if isinstance(extra, dict):
            details |= redact_value(extra)  # pyright: ignore
    return ReplayBackendResult(False, text, details)


def _operation_label(name: str, request: ReplayExecutionRequest) -> str:
    if name == "validate_staging":
        return f"{name}:{request.strategy_mode}"
    if name == "commit_state":
        return f"{name}:{request.run_id}"
    return f"{name}:{request.sink_type}:{request.strategy_mode}"


def _recorded(message: str) -> ReplayBackendResult:
    return ReplayBackendResult(True, f"artifact only: {message}", {"artifact_only": True})
