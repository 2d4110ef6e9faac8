"""The outcome of a process, and what it means when two differ: the one judgement behind lock, diff, blast radius and
safe fixes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from dpone_si.manifest.model.facts import facts_of
from dpone_si.manifest.model.processes import Process
from dpone_si.records import record, replace

Consequence = Literal["row-loss", "duplicates", "full-reload", "cost", "neutral"]
#: Worst first.
CONSEQUENCES: Final[tuple[Consequence, ...]] = ("row-loss", "duplicates", "full-reload", "cost", "neutral")
TITLES: Final[Mapping[str, str]] = {
    "row-loss": "ROW LOSS POSSIBLE",
    "duplicates": "DUPLICATES POSSIBLE",
    "full-reload": "FULL RELOAD, cost jump",
    "cost": "COST",
    "neutral": "neutral",
}

_DELETING = ("hard_delete", "expire", "soft_delete", "apply")
_APPENDING = "incremental_append"
#: Strategies that remove the rows of their scope first.
REPLACING: Final = ("replace", "partition_replace")
_WHOLE = ("full_refresh", "snapshot_diff")
#: Strategies that look rows of the target up by their key.
_KEYED = ("incremental_merge", "snapshot_diff", "scd2", "cdc_apply")
#: The strategy of a process that the text alone does not decide.
CANNOT_TELL: Final = "cannot tell"


@record(frozen=True)
class Outcome:
    """What a process comes down to. `deletes` says how rows that vanish from the source are treated."""

    strategy: str
    merge_policy: str = ""
    path: str = ""
    batch_size: int = 0
    workers: int = 0
    gates: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    scope: str = ""
    deletes: str = ""

    def row(self) -> dict[str, Any]:
        """Plain data without what is empty."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name in NAMES if (value := getattr(self, name))
        }


#: The fields of an outcome.
NAMES: Final = Outcome.__match_args__
#: The same, the one that matters most first.
_BY_WEIGHT: Final = ("strategy", "merge_policy", "key", "scope", "deletes", "path", "gates", "batch_size", "workers")


def outcome_of(process: Process) -> Outcome:
    """The outcome of a process; `CANNOT_TELL` as its strategy when the text does not decide it."""
    facts = facts_of(process)
    decision = facts.decision
    if decision is None:
        return Outcome(facts.mode or CANNOT_TELL, key=facts.unique_key)
    batching = decision.adaptive_batching
    return complete(
        process,
        Outcome(
            decision.strategy_mode,
            decision.merge_policy or "",
            decision.native_fast_path,
            batching.initial_batch_size,
            batching.parallel_workers,
            tuple(signal.code for signal in decision.safety_gates),
        ),
    )


def complete(process: Process, decided: Outcome) -> Outcome:
    """A decision with what the manifest itself adds to it: the key, the scope, what becomes of deleted rows."""
    mode = decided.strategy
    return replace(
        decided, key=facts_of(process).unique_key, scope=_scope(process, mode), deletes=_deletes(process, mode)
    )


def from_row(row: Mapping[str, Any]) -> Outcome:
    """The outcome a lock file's row stands for; unknown keys are ignored, so that an older tool reads a newer file."""
    values: dict[str, Any] = {"strategy": CANNOT_TELL}
    values.update(
        {name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name in NAMES}
    )
    return Outcome(**values)


def differences(before: Outcome, after: Outcome) -> list[tuple[str, object, object]]:
    """(name, before, after) of every field that differs."""
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in NAMES]
    return [(name, old, new) for name, old, new in pairs if old != new]


def step(before: Outcome | None, after: Outcome | None) -> str:
    """`incremental_merge -> full_refresh`; one word when only something else about it changed."""
    was, now = before.strategy if before else "(new)", after.strategy if after else "(gone)"
    return now if was == now else f"{was} -> {now}"


#: Fields that need more than their name to be understood beside a fix.
_LABELS: Final = {"path": "fast path", "gates": "safety gates"}


def change_in_words(before: Outcome, after: Outcome) -> str:
    """`key: id -> id, day`: the weightiest field that differs; '' when none does."""
    told = {
        name: f"{_LABELS.get(name, name.replace('_', ' '))}: {_shown(old)} -> {_shown(new)}"
        for name, old, new in differences(before, after)
    }
    return next((told[name] for name in _BY_WEIGHT if name in told), "")


def _shown(value: object) -> str:
    return (", ".join(map(str, value)) if isinstance(value, tuple) else str(value)) if value else "none"


def consequence(before: Outcome, after: Outcome) -> tuple[Consequence, str]:
    """The worst that a change of outcome can do to the target, with the reason."""
    if before == after:
        return "neutral", "nothing changes"
    if CANNOT_TELL in (before.strategy, after.strategy):
        return "neutral", "one of the two depends on values that stand outside the text"
    return next(found for judge in _JUDGES if (found := judge(before, after)) is not None)


# --- what a change can do, subject by subject -------------------------------------------------------------------------

_Judgement = tuple[Consequence, str] | None


def _by_deletion(before: Outcome, after: Outcome) -> _Judgement:
    if after.deletes in _DELETING and before.deletes not in _DELETING:
        return "row-loss", f"rows missing from the source are now treated as deleted ({after.deletes})"
    return None


def _by_scope(before: Outcome, after: Outcome) -> _Judgement:
    if after.strategy in REPLACING and before.strategy not in ("full_refresh", after.strategy):
        return "row-loss", f"{after.strategy} removes rows of its scope that the new extract does not hold"
    if (
        after.strategy in (*REPLACING, "snapshot_diff")
        and before.strategy == after.strategy
        and after.scope != before.scope
    ):
        return (
            "row-loss",
            f"the replaced scope changes from {before.scope or 'everything'} to {after.scope or 'everything'}",
        )
    return None


def _by_key(before: Outcome, after: Outcome) -> _Judgement:
    if not before.key or after.strategy not in _KEYED:
        return None
    if not after.key:
        return (
            "duplicates",
            "rows can no longer be matched by a key: most targets refuse the load, a topic gets events without one",
        )
    if before.strategy not in _KEYED or before.key == after.key:
        return None
    if set(after.key) < set(before.key):
        return "row-loss", f"rows that agree in {', '.join(after.key)} now overwrite each other"
    return "duplicates", f"rows loaded under {', '.join(before.key)} are no longer matched by {', '.join(after.key)}"


def _by_appending(before: Outcome, after: Outcome) -> _Judgement:
    if after.strategy != _APPENDING:
        return None
    if before.strategy != _APPENDING:
        return "duplicates", "changed rows are appended again instead of replacing their old version"
    if before.key and not after.key:
        return "duplicates", "rows are no longer matched by a key"
    return None


def _by_cost(before: Outcome, after: Outcome) -> _Judgement:
    if after.strategy == "full_refresh" and before.strategy != "full_refresh":
        return "full-reload", "every run reads and writes the whole table"
    if after.strategy == "snapshot_diff" and before.strategy != "snapshot_diff":
        return "cost", "every run compares the whole snapshot"
    if before.path != after.path:
        return "cost", f"the bulk path changes from {before.path or 'none'} to {after.path or 'none'}"
    return None


def _harmless(before: Outcome, after: Outcome) -> tuple[Consequence, str]:
    if (before.batch_size, before.workers) != (after.batch_size, after.workers):
        return "neutral", f"batches {before.batch_size:,} x {before.workers} -> {after.batch_size:,} x {after.workers}"
    if before.strategy in _WHOLE and after.strategy not in _WHOLE and not after.deletes:
        return "neutral", "rows deleted in the source now stay in the target"
    if before.strategy == _APPENDING and after.strategy == "incremental_merge":
        return "neutral", "a rerun no longer duplicates rows"
    if before.strategy == "partition_replace" and after.strategy == "incremental_merge":
        return "neutral", "rows deleted in a partition of the source now stay in the target"
    return "neutral", "no row is lost or doubled by it"


#: Asked in this order; the first that answers is right, and the last always answers.
_JUDGES: Final[tuple[Callable[[Outcome, Outcome], _Judgement], ...]] = (
    _by_deletion,
    _by_scope,
    _by_key,
    _by_appending,
    _by_cost,
    _harmless,
)


# --- what the manifest itself says ------------------------------------------------------------------------------------


def _scope(process: Process, mode: str) -> str:
    if mode == "partition_replace":
        column = process.data("sink.strategy.partition.column") or process.data("source.options.partition_column")
        return str(column) if isinstance(column, str) else ""
    if mode == "replace":
        for path in ("sink.strategy.custom_predicate", "source.options.custom_predicate"):
            text = process.text(path)
            if text:
                return text
        return (
            "window"
            if process.has("sink.strategy.window")
            else "portable scope"
            if process.has("sink.strategy.portable_scope")
            else ""
        )
    return ""


def _deletes(process: Process, mode: str) -> str:
    block, default = {
        "snapshot_diff": ("diff", "hard_delete"),
        "scd2": ("scd2", "expire"),
        "cdc_apply": ("cdc", "apply"),
    }.get(mode, ("", ""))
    if not block:
        reconciled = process.data("reconciliation")
        on = reconciled is True or (isinstance(reconciled, dict) and reconciled.get("enabled", True) is True)
        return "soft_delete" if on else ""
    value = process.data(f"sink.strategy.{block}.delete_policy")
    return value if isinstance(value, str) else default
