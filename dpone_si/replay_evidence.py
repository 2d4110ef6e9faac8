"""The writer of replay evidence, under the module name that the guide uses; it lives in `replay/evidence.py`."""

from __future__ import annotations

from dpone_si.replay.evidence import (
    ReplayEvidenceWriter,
    evidence_schema,
)

__all__ = [
    "ReplayEvidenceWriter",
    "evidence_schema",
]
