"""StrategyCertificationEntry: how far one combination of source, sink and strategy is certified."""

from __future__ import annotations

from dpone_si.records import record


@record(frozen=True)
class StrategyCertificationEntry:
    """One cell of the certification matrix.

    `status` is `contract_gate` (certified by contract tests), `manual_live_gate` (needs a run against live engines)
    or `not_supported`; `required_evidence` names what has to be shown and is empty when not supported.
    """

    source_type: str
    sink_type: str
    strategy_mode: str
    status: str
    native_fast_path: str
    required_evidence: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON, tuples as lists."""
        return {
            "source_type": self.source_type,
            "sink_type": self.sink_type,
            "strategy_mode": self.strategy_mode,
            "status": self.status,
            "native_fast_path": self.native_fast_path,
            "required_evidence": list(self.required_evidence),
        }
