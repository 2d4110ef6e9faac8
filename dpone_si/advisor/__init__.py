"""StrategyAdvisor turns the hints of one process into a StrategyDecision.

The choice itself is a walk down `dpone_si.advisor.ladder.LADDER`; everything else follows from the rung that was taken.
"""

from __future__ import annotations

from dpone_si.advisor.batching import plan_batching
from dpone_si.advisor.context import StrategyContext, facts_of
from dpone_si.advisor.ladder import GATES, LADDER, WARNINGS, climb, holding
from dpone_si.advisor.signals import signal
from dpone_si.models.decisions import StrategyDecision
from dpone_si.models.trace import Trace
from dpone_si.native_paths import NativeFastPathCatalog
from dpone_si.vocabulary import ADVISOR_MERGE_POLICY_ALIASES, AUTO, DEFAULT_MERGE_POLICY_BY_SINK, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.adaptive import AdaptiveDefaults
    from dpone_si.native_transfer import NativeTransferPlan

__all__ = ["StrategyAdvisor", "StrategyContext"]


class StrategyAdvisor:
    """Chooses a load strategy from hints alone: no connection, no file, no clock; equal hints give equal decisions.

    `batch_defaults` are the batch sizes that earlier runs taught; without them batches start at dpone's sizes.
    """

    def __init__(
        self, native_paths: NativeFastPathCatalog | None = None, *, batch_defaults: AdaptiveDefaults | None = None
    ) -> None:
        self._native_paths = native_paths or NativeFastPathCatalog()
        self._batch_defaults = batch_defaults

    def advise(self, context: StrategyContext) -> StrategyDecision:
        """The decision for `context`. Hints of their declared types never fail: unknown endpoint types and modes are
        carried along folded.
        """
        facts = facts_of(context)
        rung = climb(facts)
        strategy = rung.strategy or context_mode(facts)
        facts["strategy_mode"] = strategy
        source, sink = str(facts["source_type"]), str(facts["sink_type"])
        merge_policy = _merge_policy(strategy, sink, context.requested_merge_policy)
        batching = plan_batching(context.estimated_rows, sink, bool(context.partition_column))
        if self._batch_defaults is not None:
            batching = self._batch_defaults.apply(batching, source, sink)
        transfer = _native_transfer(context, source, sink, strategy, merge_policy)
        return StrategyDecision(
            source_type=source,
            sink_type=sink,
            requested_mode=context_mode(facts),
            strategy_mode=strategy,
            merge_policy=merge_policy,
            native_fast_path=transfer.fast_path_id if transfer else self._native_paths.resolve(source, sink).path_id,
            adaptive_batching=batching,
            reasons=tuple([signal(code, facts) for code in rung.reasons]),
            safety_gates=tuple([signal(code, facts) for code in holding(GATES, facts)]),
            warnings=tuple([signal(code, facts) for code in (*rung.warnings, *holding(WARNINGS, facts))]),
            native_transfer_plan=transfer,
            trace=Trace(facts, LADDER),
        )


def context_mode(facts: dict[str, object]) -> str:
    """The folded requested mode of these facts."""
    return str(facts["requested_mode"])


def _merge_policy(strategy: str, sink: str, requested: object) -> str | None:
    if strategy not in {"incremental_merge", "partition_replace"}:
        return None
    folded = fold(requested or AUTO)
    policy = ADVISOR_MERGE_POLICY_ALIASES.get(folded, folded)
    return DEFAULT_MERGE_POLICY_BY_SINK.get(sink) if policy == AUTO else policy


def _native_transfer(
    context: StrategyContext, source: str, sink: str, strategy: str, merge_policy: str | None
) -> NativeTransferPlan | None:
    if source != "mssql" or sink != "clickhouse":
        return None
    from dpone_si.native_transfer import plan_mssql_to_clickhouse

    return plan_mssql_to_clickhouse(strategy, merge_policy, context.source_options or {}, context.sink_options or {})
