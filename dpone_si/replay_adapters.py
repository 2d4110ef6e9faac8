"""Replay adapters and their registry, under the module name that the guide uses; they live in `replay/adapters.py`."""

from __future__ import annotations

from dpone_si.replay.adapters import (
    ArtifactOnlyReplayBackend,
    DbReplayAdapter,
    KafkaReplayAdapter,
    ReplayAdapter,
    ReplayAdapterRegistry,
    ReplayAdapterResult,
    ReplayBackend,
    ReplayBackendResult,
    normalize_sink,
)

__all__ = [
    "ArtifactOnlyReplayBackend",
    "DbReplayAdapter",
    "KafkaReplayAdapter",
    "ReplayAdapter",
    "ReplayAdapterRegistry",
    "ReplayAdapterResult",
    "ReplayBackend",
    "ReplayBackendResult",
    "normalize_sink",
]
