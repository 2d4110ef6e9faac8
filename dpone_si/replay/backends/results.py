"""Step results of live backends: every one carries a status check for the evidence."""

from __future__ import annotations

from typing import Any

from dpone_si.replay.adapters import ReplayBackendResult

NOT_VALIDATED = "this backend has not validated the run, so the step is refused"


def passed(name: str, message: str, **details: Any) -> ReplayBackendResult:
    """The step `name` did its work."""
    return ReplayBackendResult(True, message, {"status_check": {"name": name, "status": "passed"}, **details})


def failed(name: str, message: str, **details: Any) -> ReplayBackendResult:
    """The step `name` did not; the sequence ends here."""
    return ReplayBackendResult(False, message, {"status_check": {"name": name, "status": "failed"}, **details})
