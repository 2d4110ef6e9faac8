"""A replay request, and a backend that does what a test tells it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dpone_si.replay.adapters import (
    ReplayAdapterRegistry,
    ReplayBackend,
    ReplayBackendResult,
)
from dpone_si.replay.service import ReplayExecutionRequest, ReplayExecutionService

STEPS = {
    "mssql": ["validate_staging", "execute_finalizer", "reconcile", "commit_state"],
    "kafka": ["validate_staging", "produce_replay_events", "reconcile", "commit_state"],
}


def request(**changes: Any) -> ReplayExecutionRequest:
    facts: dict[str, Any] = {
        "action": "resync",
        "run_id": "run-1",
        "source_type": "postgres",
        "sink_type": "mssql",
        "strategy_mode": "partition_replace",
        "partitions": ("2024-01-01",),
    }
    return ReplayExecutionRequest(**(facts | changes))


class ScriptedBackend(ReplayBackend):
    """Records the steps that ran; one of them fails, raises, or answers nonsense."""

    def __init__(self, step: str = "", outcome: Any = None) -> None:
        self.ran: list[str] = []
        self._step = step
        self._outcome = outcome

    def _run(self, name: str) -> Any:
        self.ran.append(name)
        if name != self._step:
            return ReplayBackendResult(True, f"{name} passed")
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome

    def validate_staging(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return self._run("validate_staging")

    def execute_finalizer(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return self._run("execute_finalizer")

    def produce_replay_events(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return self._run("produce_replay_events")

    def reconcile(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return self._run("reconcile")

    def commit_state(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return self._run("commit_state")


class CountingService(ReplayExecutionService):
    """A service whose adapter uses the given backend."""

    def __init__(self, directory: Path, backend: ReplayBackend) -> None:
        super().__init__(directory, adapter_registry=ReplayAdapterRegistry(backend=backend))
