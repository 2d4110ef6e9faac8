"""The ladder: the rungs of the choice as data, in the order they are tried, and the trace of one walk down it.

A rung is taken when all its conditions hold and no earlier rung was taken. Order, thresholds and codes are those of
dpone 0.88.0; a differential test walks both over thousands of contexts.
"""

from __future__ import annotations

import itertools
from math import isfinite
from typing import Any, cast

from dpone_si.records import record
from dpone_si.vocabulary import AUTO, DATABASE_SINKS, KEYED_MODES, PARTITION_REPLACE_SINKS

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
    """One rung: `strategy` None means "as requested"; `reasons` and `warnings` are codes of `dpone_si.advisor.signals`."""

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


_EXPLICIT = Condition("requested_mode", "is_not", AUTO)
_FROM_CLICKHOUSE = Condition("source_type", "is", "clickhouse")
_INTO_MSSQL = Condition("sink_type", "is", "mssql")
_HAS_KEY = Condition("unique_key", "set")
_HAS_CURSOR = Condition("source_cursor", "set")
_HAS_PARTITION = Condition("partition_column", "set")
_BOUNDARY = ("clickhouse_mssql_complete_boundary_required",)

LADDER = (
    Rung(
        "unsupported_partition_replace",
        (
            Condition("requested_mode", "is", "partition_replace"),
            Condition("sink_type", "not_in", PARTITION_REPLACE_SINKS),
        ),
        "incremental_merge",
        (),
        ("partition_replace_not_supported",),
    ),
    Rung("explicit_strategy", (_EXPLICIT,), None, ("explicit_strategy",)),
    # ClickHouse to SQL Server has no proven incremental boundary: whatever the hints say, the load stays whole.
    Rung(
        "clickhouse_mssql_partition",
        (_FROM_CLICKHOUSE, _INTO_MSSQL, _HAS_PARTITION),
        "full_refresh",
        ("clickhouse_mssql_partition_window_unverified",),
        _BOUNDARY,
    ),
    Rung(
        "clickhouse_mssql_window",
        (_FROM_CLICKHOUSE, _INTO_MSSQL, Condition("source_window", "set")),
        "full_refresh",
        ("clickhouse_mssql_partition_window_unverified",),
        _BOUNDARY,
    ),
    Rung(
        "clickhouse_mssql_cursor",
        (_FROM_CLICKHOUSE, _INTO_MSSQL, _HAS_CURSOR),
        "full_refresh",
        ("clickhouse_mssql_cursor_unsupported",),
        _BOUNDARY,
    ),
    Rung(
        "clickhouse_mssql_key",
        (_FROM_CLICKHOUSE, _INTO_MSSQL, _HAS_KEY),
        "full_refresh",
        ("clickhouse_mssql_key_without_boundary",),
        _BOUNDARY,
    ),
    Rung(
        "clickhouse_mssql_default",
        (_FROM_CLICKHOUSE, _INTO_MSSQL),
        "full_refresh",
        ("clickhouse_mssql_full_refresh_safe_default",),
    ),
    Rung("cdc_available", (Condition("cdc_available", "set"), _HAS_KEY), "cdc_apply", ("cdc_available",)),
    Rung(
        "partition_replace_large_delta",
        (
            Condition("sink_type", "in", PARTITION_REPLACE_SINKS),
            _HAS_PARTITION,
            Condition("estimated_rows", "at_least", 1_000_000),
            Condition("changed_percent", "at_least", 0.05),
        ),
        "partition_replace",
        ("partition_replace_large_delta",),
    ),
    Rung(
        "unique_key_upsert",
        (_HAS_KEY, Condition("sink_type", "in", (*DATABASE_SINKS, "kafka"))),
        "incremental_merge",
        ("unique_key_upsert",),
    ),
    Rung("cursor_append", (_HAS_CURSOR,), "incremental_append", ("cursor_append",)),
    Rung("portable_full_refresh", (), "full_refresh", ("portable_full_refresh",)),
)

GATES = (
    Remark("staging_first_required", ()),
    Remark("unique_key_required", (Condition("strategy_mode", "in", KEYED_MODES), Condition("unique_key", "unset"))),
    Remark("delete_semantics", (Condition("delete_percent", "above", 0),)),
    Remark(
        "clickhouse_lightweight_delete",
        (Condition("sink_type", "is", "clickhouse"), Condition("strategy_mode", "is", "incremental_merge")),
    ),
)

WARNINGS = (
    Remark("dirty_source_contract_recommended", (Condition("source_type", "in", ("rest", "kafka")),)),
    Remark(
        "event_boundary_required",
        (
            Condition("event_table", "set"),
            Condition("sink_type", "in", DATABASE_SINKS),
            Condition("source_cursor", "unset"),
            Condition("partition_column", "unset"),
            Condition("unique_key", "unset"),
        ),
    ),
)


def climb(facts: Facts) -> Rung:
    """The rung these facts reach; the last rung has no conditions, so there always is one."""
    return next(rung for rung in LADDER if _all_hold(rung.conditions, facts))


def holding(remarks: Sequence[Remark], facts: Facts) -> list[str]:
    """The codes of the remarks whose conditions all hold, in their order."""
    return [remark.code for remark in remarks if _all_hold(remark.conditions, facts)]


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
        return f"{sentence} ({self.condition.need()})" if self.condition.comparison in {"at_least", "above"} else sentence


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
    """The walk down the ladder for one set of facts. Steps are worked out when asked for."""

    facts: Facts

    @property
    def steps(self) -> tuple[Step, ...]:
        """One step for each rung of `LADDER`, in order."""
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
        if not self.facts:
            return
        taken = climb(self.facts)
        for rung in LADDER:
            outcomes = tuple(
                Outcome(condition, self.facts.get(condition.hint), condition.holds(self.facts)) for condition in rung.conditions
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


def _all_hold(conditions: Sequence[Condition], facts: Facts) -> bool:
    # A plain loop: this is the hottest line of a lint run, and a generator would double its price.
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
