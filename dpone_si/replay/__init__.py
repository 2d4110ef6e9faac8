"""Replay of a failed run, artifact first: request, plan, adapters, engine backends, clients over connectors,
evidence.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dpone_si.replay.request import ReplayExecutionRequest
    from dpone_si.replay.service import ReplayExecutionResult, ReplayExecutionService

__all__ = ["ReplayExecutionRequest", "ReplayExecutionResult", "ReplayExecutionService"]

_HOMES = {
    "ReplayExecutionRequest": "dpone_si.replay.request",
    "ReplayExecutionResult": "dpone_si.replay.service",
    "ReplayExecutionService": "dpone_si.replay.service",
}


def __getattr__(name: str) -> Any:
    """Import a name on first use: whoever needs one module of this package does not load the others."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)
