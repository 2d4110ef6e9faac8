"""Why a strategy was chosen: conditions, the rungs they open, and the trace of one walk down them."""

from __future__ import annotations

import itertools
from math import isfinite
from typing import Any, cast

from dpone_si.records import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Facts = Mapping[str, object]


@record(frozen=True)
class Condition:
    """One comparison: `hint` is a name of `dpone_si.vocabulary.HINT_KEYS` (or `strategy_mode` in gates).

    `comparison` is `set`, `unset`, `is`, `is_not`, `in`, `not_in`, `at_least` or `above`; an unset number counts as 0.
    """

    hint: str
    comparison: str
    threshold: object = None

    def holds(self, facts: Facts) -> bool:
        """Whether the facts meet this condition."""
        return _HOLDS[self.comparison](facts.get(self.hint), self.threshold)

    def need(self) -> str:
        """What the condition asks for, to follow "needs": `>= 0.05`, `to be set`, `mssql or postgres`."""
        return _NEEDS[self.comparison].format(_spell(self.threshold))


@record(frozen=True)
class Rung:
    """One rung: `strategy` None means "as requested"; `reasons` and `warnings` are codes of
    `dpone_si.advisor.signals`.
    """

    name: str
    conditions: tuple[Condition, ...]
    strategy: str | None
    reasons: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@record(frozen=True)
class Remark:
    """A gate or warning that applies whenever its conditions hold, whichever rung was taken."""

    code: str
    conditions: tuple[Condition, ...]


@record(frozen=True)
class Outcome:
    """One condition met with the actual value."""

    condition: Condition
    actual: object
    holds: bool

    def sentence(self) -> str:
        """The comparison in words: "`changed_percent` is unset (needs >= 0.05)", "`sink_type` is mssql"."""
        state = "unset" if _is_unset(self.actual) else _spell(self.actual, joined=", ")
        sentence = f"`{self.condition.hint}` is {state}"
        if not self.holds:
            return f"{sentence} (needs {self.condition.need()})"
        return (
            f"{sentence} ({self.condition.need()})" if self.condition.comparison in {"at_least", "above"} else sentence
        )


@record(frozen=True)
class Step:
    """One rung as the walk saw it; every condition is evaluated, also on rungs below the one taken."""

    rung: Rung
    outcomes: tuple[Outcome, ...]
    taken: bool

    @property
    def first_failed(self) -> Outcome | None:
        """The condition that kept this rung from being taken; None when all hold."""
        return next((outcome for outcome in self.outcomes if not outcome.holds), None)

    @property
    def relevant(self) -> bool:
        """False for rungs that are closed to these endpoints or this mode whatever the other hints say."""
        failed = self.first_failed
        return failed is None or failed.condition.comparison not in {"is", "is_not", "not_in"}

    def sentence(self) -> str:
        """Why this rung was or was not taken, in words."""
        failed = self.first_failed
        if self.taken:
            return "taken: " + ("; ".join(outcome.sentence() for outcome in self.outcomes) or "nothing above applied")
        return failed.sentence() if failed else "not reached: an earlier rung was taken"


@record(frozen=True)
class Trace:
    """The walk down a ladder for one set of facts: the first rung whose conditions all hold is taken. Steps are
    worked out when asked for.
    """

    facts: Facts
    rungs: tuple[Rung, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """One step for each rung, in order."""
        return tuple(self._walk())

    @property
    def taken(self) -> Step:
        """The step whose rung was taken."""
        return next(step for step in self._walk() if step.taken)

    @property
    def passed_over(self) -> tuple[Step, ...]:
        """The relevant rungs above the one taken: what the load could have been, each with the condition it lacks."""
        above = itertools.takewhile(lambda step: not step.taken, self._walk())
        return tuple(step for step in above if step.relevant)

    @property
    def runner_up(self) -> Step | None:
        """The rung that would be taken if the taken one did not exist; None when nothing is below it."""
        below = itertools.dropwhile(lambda step: not step.taken, self._walk())
        return next((step for step in below if not step.taken and step.first_failed is None), None)

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON: rungs with their conditions, actual values and sentences."""
        return {"rungs": [_step_dict(step) for step in self._walk()]}

    def _walk(self) -> Iterator[Step]:
        taken = next((rung for rung in self.rungs if all_hold(rung.conditions, self.facts)), None)
        for rung in self.rungs:
            outcomes = tuple(
                Outcome(condition, self.facts.get(condition.hint), condition.holds(self.facts))
                for condition in rung.conditions
            )
            yield Step(rung, outcomes, rung is taken)


def _step_dict(step: Step) -> dict[str, object]:
    return {
        "rung": step.rung.name,
        "strategy_mode": step.rung.strategy,
        "taken": step.taken,
        "because": step.sentence(),
        "conditions": [
            {
                "hint": outcome.condition.hint,
                "comparison": outcome.condition.comparison,
                "threshold": as_json(outcome.condition.threshold),
                "actual": as_json(outcome.actual),
                "holds": outcome.holds,
            }
            for outcome in step.outcomes
        ],
    }


def all_hold(conditions: Sequence[Condition], facts: Facts) -> bool:
    """Whether the facts meet every condition."""
    # A plain loop: this is the hottest line of an analysis, and a generator would double its price.
    for one in conditions:  # noqa: SIM110
        if not _HOLDS[one.comparison](facts.get(one.hint), one.threshold):
            return False
    return True


_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "set": lambda actual, _: bool(actual),
    "unset": lambda actual, _: not actual,
    "is": lambda actual, threshold: actual == threshold,
    "is_not": lambda actual, threshold: actual != threshold,
    "in": lambda actual, threshold: actual in threshold,
    "not_in": lambda actual, threshold: actual not in threshold,
    "at_least": lambda actual, threshold: (actual or 0) >= threshold,
    "above": lambda actual, threshold: (actual or 0) > threshold,
}

_NEEDS = {
    "set": "to be set",
    "unset": "to be unset",
    "is": "{}",
    "is_not": "anything but {}",
    "in": "{}",
    "not_in": "none of {}",
    "at_least": ">= {}",
    "above": "> {}",
}


def _is_unset(actual: object) -> bool:
    # A stated 0 is a stated number; False, None and empty texts and keys are what "unset" looks like.
    return actual is None or actual is False or actual in ("", ())


def _spell(value: object, *, joined: str = " or ") -> str:
    if isinstance(value, tuple):
        words = [str(word) for word in cast("tuple[object, ...]", value)]
        return joined.join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "nothing"
    if value is True:
        return "set"
    if isinstance(value, int) and value >= 10_000:
        return f"{value:,}"
    return str(value)


def as_json(value: object) -> object:
    """A hint as JSON can hold it: what a manifest may state beyond that (a date, a NaN) becomes text."""
    if isinstance(value, (tuple, list)):
        return [as_json(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in cast("dict[object, object]", value).items()}
    if value is None or isinstance(value, (str, int)) or (isinstance(value, float) and isfinite(value)):
        return value
    return str(value)
