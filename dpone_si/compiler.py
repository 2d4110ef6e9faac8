"""StrategyAutoCompiler turns `sink.strategy.mode: auto` into a concrete LoadStrategy before a run sees it."""

from __future__ import annotations

from collections.abc import Mapping

from dpone_si.advisor import StrategyAdvisor
from dpone_si.errors import HintValueError, NativeOptionError, UnknownModeError
from dpone_si.hints import read_hints
from dpone_si.load_strategy import LoadStrategy
from dpone_si.native_options import native_option_problems
from dpone_si.vocabulary import AUTO, MODES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.models import StrategyDecision


class StrategyAutoCompiler:
    """Compiles the strategy block of one process with its hints."""

    def __init__(self, advisor: StrategyAdvisor | None = None) -> None:
        self._advisor = advisor or StrategyAdvisor()

    def compile(
        self,
        *,
        source_type: str,
        sink_type: str,
        strategy_cfg: Mapping[str, object],
        source_options: Mapping[str, object],
        sink_options: Mapping[str, object] | None = None,
        source_table: str = "",
        target_table: str = "",
    ) -> tuple[LoadStrategy, dict[str, object]]:
        """The concrete strategy, and `{"decision": ...}` as plain data for
        `LoadConfig.options["strategy_intelligence"]`.

        An absent mode is `full_refresh`. Raises UnknownModeError, HintValueError and
        NativeOptionError for words and numbers dpone refuses.
        """
        decision = self.decide(
            source_type=source_type,
            sink_type=sink_type,
            strategy_cfg=strategy_cfg,
            source_options=source_options,
            sink_options=sink_options,
            source_table=source_table,
            target_table=target_table,
        )
        return LoadStrategy(decision.strategy_mode), {"decision": decision.to_dict()}

    def decide(
        self,
        *,
        source_type: str,
        sink_type: str,
        strategy_cfg: Mapping[str, object],
        source_options: Mapping[str, object],
        sink_options: Mapping[str, object] | None = None,
        source_table: str = "",
        target_table: str = "",
    ) -> StrategyDecision:
        """The decision `compile` is built on, with its trace; raises the same errors."""
        for key, block in (
            ("sink.strategy", strategy_cfg),
            ("source.options", source_options),
            ("sink.options", sink_options or {}),
        ):
            if not isinstance(block, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise HintValueError(
                    f"a mapping is expected, {block!r} is none.", key=key, cure="Hand over the block as a mapping."
                )
        reading = read_hints(
            source_type=source_type,
            sink_type=sink_type,
            strategy=strategy_cfg,
            source_options=source_options,
            sink_options=sink_options or {},
            source_table=source_table,
            target_table=target_table,
        )
        for problem in reading.problems:
            raise HintValueError(problem.message, key=problem.key, cure=problem.cure)
        decision = self._advisor.advise(reading.context)
        if decision.strategy_mode not in MODES:
            raise UnknownModeError(
                f"{reading.context.requested_mode!r} is not a load mode.",
                key="sink.strategy.mode",
                cure=f"Write one of {', '.join((*MODES, AUTO))}.",
            )
        if decision.native_transfer_plan is not None:
            for problem in native_option_problems(source_options, sink_options or {}):
                raise NativeOptionError(problem.message, key=problem.key, cure=problem.cure)
        return decision
