"""StrategyDecision: the strategy chosen for one process, with everything that led to it and follows from it."""

from __future__ import annotations

from dpone_si.records import field, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.models.trace import Trace
    from dpone_si.native_transfer import NativeTransferPlan


@record(frozen=True)
class StrategySignal:
    """A coded remark: why something was decided, what must hold before the target is touched, or what is wrong.

    `severity` is one of `info`, `low`, `medium`, `high`, `error`; `action` is the cure, empty when there is nothing to
    do.
    """

    code: str
    severity: str
    message: str
    action: str = ""

    def to_dict(self) -> dict[str, str]:
        """Plain data for JSON."""
        return {"code": self.code, "severity": self.severity, "message": self.message, "action": self.action}


@record(frozen=True)
class AdaptiveBatchingPlan:
    """Batch sizes in rows and the number of parallel workers to start with; `enabled` lets them adapt during a run."""

    enabled: bool
    initial_batch_size: int
    min_batch_size: int
    max_batch_size: int
    parallel_workers: int
    tuning_metric: str

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "enabled": self.enabled,
            "initial_batch_size": self.initial_batch_size,
            "min_batch_size": self.min_batch_size,
            "max_batch_size": self.max_batch_size,
            "parallel_workers": self.parallel_workers,
            "tuning_metric": self.tuning_metric,
        }


def _no_trace() -> Trace:
    from dpone_si.models.trace import Trace

    return Trace({})


@record(frozen=True)
class StrategyDecision:
    """The outcome of `StrategyAdvisor.advise`.

    Endpoint types and modes are canonical words of `dpone_si.vocabulary` (an unknown word is kept folded).
    `merge_policy` is None unless the strategy merges or replaces partitions. `native_fast_path` is the id of a route;
    `native_transfer_plan` describes it further for SQL Server to ClickHouse, the one pair with several routes.
    `trace` tells, rung by rung, why this strategy and no other; it takes no part in comparison
    and is empty for a decision that was not advised.
    """

    source_type: str
    sink_type: str
    requested_mode: str
    strategy_mode: str
    merge_policy: str | None
    native_fast_path: str
    adaptive_batching: AdaptiveBatchingPlan
    reasons: tuple[StrategySignal, ...] = ()
    safety_gates: tuple[StrategySignal, ...] = ()
    warnings: tuple[StrategySignal, ...] = ()
    native_transfer_plan: NativeTransferPlan | None = None
    trace: Trace = field(default_factory=_no_trace, shown=False, kw_only=True)

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON, without the trace (`trace.to_dict()` has it)."""
        plan = self.native_transfer_plan
        return {
            "source_type": self.source_type,
            "sink_type": self.sink_type,
            "requested_mode": self.requested_mode,
            "strategy_mode": self.strategy_mode,
            "merge_policy": self.merge_policy,
            "native_fast_path": self.native_fast_path,
            "adaptive_batching": self.adaptive_batching.to_dict(),
            "reasons": [signal.to_dict() for signal in self.reasons],
            "safety_gates": [signal.to_dict() for signal in self.safety_gates],
            "warnings": [signal.to_dict() for signal in self.warnings],
            "native_transfer_plan": None if plan is None else plan.to_dict(),
        }
