"""What another hint would change: one stated change compared (`what_if`), or every single change that matters
(`margins`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from dpone_si.advisor import StrategyAdvisor
from dpone_si.advisor.ladder import LADDER, climb
from dpone_si.vocabulary import AUTO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpone_si.advisor.context import StrategyContext
    from dpone_si.models import StrategyDecision
    from dpone_si.models.trace import Condition, Trace


class Change(NamedTuple):
    """One aspect of a decision that differs, with its value before and after."""

    aspect: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Two decisions for contexts that differ in some hints; `changes` is empty when the outcome is the same."""

    before: StrategyDecision
    after: StrategyDecision
    changes: tuple[Change, ...]


def what_if(context: StrategyContext, **hints: Any) -> WhatIf:
    """Compares the decision for `context` with the one for the same context with these fields replaced."""
    advisor = StrategyAdvisor()
    before, after = advisor.advise(context), advisor.advise(replace(context, **hints))
    return WhatIf(before, after, compare(before, after))


def compare(before: StrategyDecision, after: StrategyDecision) -> tuple[Change, ...]:
    """The aspects in which two outcomes differ: strategy, policy, route, batching, gates and warnings."""
    pairs = zip(_aspects(before), _aspects(after), strict=True)
    return tuple(Change(name, old, new) for (name, old), (_, new) in pairs if old != new)


def _aspects(decision: StrategyDecision) -> Iterator[tuple[str, object]]:
    batching = decision.adaptive_batching
    yield "strategy_mode", decision.strategy_mode
    yield "merge_policy", decision.merge_policy
    yield "native_fast_path", decision.native_fast_path
    yield "adaptive", batching.enabled
    yield "batch_size", batching.initial_batch_size
    yield "parallel_workers", batching.parallel_workers
    yield "safety_gates", tuple(gate.code for gate in decision.safety_gates)
    yield "warnings", tuple(warning.code for warning in decision.warnings)


class Margin(NamedTuple):
    """A single change of one hint that alone leads to another strategy.

    `change` is `set`, `unset`, `at_least`, `below` (both of `threshold`) or `auto` (the mode is left to the advisor).
    """

    hint: str
    change: str
    threshold: int | float | None
    actual: object
    strategy_mode: str

    @property
    def ratio(self) -> float | None:
        """The stated number divided by the threshold: 1.1 passes it by 10 %. None when there is no stated number."""
        if self.threshold and isinstance(self.actual, (int, float)):
            try:
                return self.actual / self.threshold
            except OverflowError:
                return float("inf")
        return None

    def sentence(self) -> str:
        """The change in words: "`changed_percent` below 0.05 gives incremental_merge"."""
        number = f"{self.threshold:,}" if isinstance(self.threshold, int) else str(self.threshold)
        how = {"set": "set", "unset": "unset", "auto": "auto", "at_least": f">= {number}", "below": f"below {number}"}
        return f"`{self.hint}` {how[self.change]} gives {self.strategy_mode}"


def margins(trace: Trace) -> tuple[Margin, ...]:
    """Every single-hint change that flips the strategy of this walk, in the order the ladder asks for the hints.

    Endpoint types are left alone: changing one is a different load. An empty trace has none.
    """
    facts = trace.facts
    if not facts:
        return ()
    found: dict[tuple[str, str, object], Margin] = {}
    for condition in _questions():
        change, value = _opposite(condition, facts.get(condition.hint))
        changed = {**facts, condition.hint: value}
        strategy = climb(changed).strategy or str(changed["requested_mode"])
        if strategy != facts["strategy_mode"]:
            threshold = condition.threshold if isinstance(condition.threshold, (int, float)) else None
            margin = Margin(condition.hint, change, threshold, facts.get(condition.hint), strategy)
            found.setdefault((condition.hint, change, threshold), margin)
    return tuple(found.values())


def _questions() -> Iterator[Condition]:
    for rung in LADDER:
        for condition in rung.conditions:
            if condition.hint in {"source_type", "sink_type"} or condition.comparison == "is":
                continue
            yield condition


def _opposite(condition: Condition, actual: object) -> tuple[str, object]:
    if condition.comparison == "is_not":
        return "auto", AUTO
    if condition.comparison == "at_least":
        threshold: Any = condition.threshold
        stated: Any = actual or 0
        return ("below", threshold / 2) if stated >= threshold else ("at_least", threshold)
    return ("unset", None) if actual else ("set", ("a_column",))
