"""Compare the outcomes of all processes between two states of the manifests, and say what changed, why, and what it
can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dpone_lsp.cli.diff.compiled import Compiled, compiled
from dpone_lsp.cli.run.progress import watched
from dpone_lsp.cli.run.revision import Revision, changed_since
from dpone_lsp.cli.run.search import Search, find, refuse
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from dpone_lsp.decisions.outcome import (
    CANNOT_TELL,
    CONSEQUENCES,
    Consequence,
    Outcome,
    consequence,
    differences,
    outcome_of,
)
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import facts_of
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.model.processes import Process

#: Values that decide an outcome, in the order they are told.
DECIDING = (
    "sink.strategy.mode",
    "sink.strategy.unique_key",
    "source.options.unique_key",
    "sink.strategy.merge_policy",
    "sink.strategy.partition.column",
    "source.options.partition_column",
    "source.options.estimated_rows",
    "source.options.changed_percent",
    "source.options.delete_percent",
    "source.options.incremental_column",
    "source.options.cdc_enabled",
    "sink.strategy.custom_predicate",
    "sink.strategy.diff.delete_policy",
    "sink.strategy.scd2.delete_policy",
    "source.type",
    "sink.type",
    "source.options.batch_size",
)

#: Hints that only `auto` listens to, each with what else of an outcome it has a say in.
_ADVICE: Mapping[str, frozenset[str]] = {
    "source.options.estimated_rows": frozenset(("batch_size", "workers")),
    "source.options.changed_percent": frozenset(),
    "source.options.delete_percent": frozenset(("gates",)),
    "source.options.incremental_column": frozenset(),
    "source.options.cdc_enabled": frozenset(),
    "source.options.partition_column": frozenset(("scope",)),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """A value that differs: its key path, what it was and is, and where each stands."""

    path: str
    before: object
    after: object
    before_place: str
    after_place: str

    def sentence(self) -> str:
        """`unique_key is gone: presets/house.yaml:9 (was [order_id])`."""
        name = self.path.rpartition(".")[2]
        if self.after is None:
            return f"{name} is gone: {self.before_place} (was {show(self.before)})"
        if self.before is None:
            return f"{name} is now {show(self.after)}: {self.after_place}"
        return f"{name}: {show(self.before)} -> {show(self.after)}: {self.after_place or self.before_place}"


@dataclass(frozen=True, slots=True)
class Change:
    """A process whose outcome differs. `before` or `after` is None when the process is new or gone."""

    path: str
    process: str
    before: Outcome | None
    after: Outcome | None
    kind: Consequence
    reason: str
    causes: tuple[Cause, ...]
    rung: str = ""
    document: Document | None = None
    #: Line of the place, from 0.
    line: int = 0
    process_before: Process | None = None
    process_after: Process | None = None

    @property
    def fields(self) -> list[tuple[str, object, object]]:
        if self.before is None or self.after is None or CANNOT_TELL in (self.before.strategy, self.after.strategy):
            return []
        return differences(self.before, self.after)


@dataclass(frozen=True, slots=True)
class DecisionDiff:
    """All changes, worst first, and how many processes were compared."""

    changes: tuple[Change, ...]
    compared: int
    #: Sentences about what could not be compared.
    notes: tuple[str, ...] = ()

    def worst(self) -> Consequence:
        kinds = {change.kind for change in self.changes}
        found: list[Consequence] = [kind for kind in CONSEQUENCES if kind in kinds]
        return found[0] if found else "neutral"


def diff_revision(
    root: str, against: str, *, below: tuple[str, ...] = (), registries: tuple[str, ...] = ()
) -> DecisionDiff:
    """The work tree of the repository at `root` against a revision; only manifests that a change can reach are compiled
    twice.

    `below` limits the comparison to files at or below these absolute paths.
    """
    old = Revision(root, against, registries=registries)
    try:
        return _diff(old, Workspace([root], registries=registries), below)
    finally:
        old.close()


def _diff(old: Revision, new: Workspace, below: tuple[str, ...]) -> DecisionDiff:
    root = old.root
    changed = changed_since(root, old.commit)
    before_paths = set(old.yaml_files())
    excluded = SettingsChoice().excluded
    paths = set(find(root, Search(excluded, told=refuse))) | {
        path for path in changed if path in before_paths and not excluded(path)
    }
    changes: list[Change] = []
    notes: list[str] = []
    compared = 0
    for path in watched(sorted(paths)):
        if below and not any(path == limit or path.startswith(limit.rstrip("/") + "/") for limit in below):
            continue
        after = compiled(new.document(path), new)
        if after is not None and not after.refused and path not in changed and not (after.uses & changed):
            compared += len(after.processes)
            continue
        before = compiled(old.document(path), old)
        if after is not None and after.refused:
            if before is not None and before.processes and not before.refused:
                notes.append(
                    f"`{_shown(root, path)}` is not compared, because dpone can no longer read it: {after.refused}"
                )
            continue
        if before is not None and before.refused:
            if after is not None and after.processes:
                notes.append(
                    f"`{_shown(root, path)}` is not compared, because dpone cannot read it at {old.name}: "
                    f"{before.refused}"
                )
            continue
        if before is None and after is None:
            continue
        compared += len((after or before or Compiled([], frozenset())).processes)
        changes.extend(compare(root, path, before.processes if before else [], after.processes if after else []))
    kept, moved = _moved(root, changes)
    # What has moved was counted where it was and where it is.
    return DecisionDiff(tuple(sorted(kept, key=rank)), compared - moved, tuple(notes))


_ORDER = {kind: number for number, kind in enumerate(CONSEQUENCES)}


def rank(change: Change) -> tuple[int, str, str]:
    """Worst first, then by file and process."""
    return _ORDER[change.kind], change.path, change.process


def _moved(root: str, changes: list[Change]) -> tuple[list[Change], int]:
    """A process that is gone from one file and new in another has moved: only what that changes is told. Also says
    how many have.
    """
    gone: dict[str, list[Change]] = {}
    come: dict[str, list[Change]] = {}
    for change in changes:
        if change.after is None:
            gone.setdefault(change.process, []).append(change)
        elif change.before is None:
            come.setdefault(change.process, []).append(change)
    kept: list[Change] = []
    pairs = {id(gone[title][0]): None for title in gone if len(gone[title]) == len(come.get(title, ())) == 1}
    for change in changes:
        if id(change) in pairs:
            continue
        partner = gone.get(change.process, [None])[0] if change.before is None else None
        if partner is None or id(partner) not in pairs:
            kept.append(change)
            continue
        was, now = partner.process_before, change.process_after
        if was is not None and now is not None and outcome_of(was) != outcome_of(now):
            kept.append(_change(root, change.path, change.process, was, now))
    return kept, len(pairs)


def compare(root: str, path: str, before: Iterable[Process], after: Iterable[Process]) -> list[Change]:
    """The changes between two lists of processes of one file, matched by title."""
    old = {process.title: process for process in before}
    new = {process.title: process for process in after}
    shown = _shown(root, path)
    changes: list[Change] = []
    for title in dict.fromkeys((*old, *new)):
        one, other = old.get(title), new.get(title)
        if one is None and other is not None:
            place = place_of(other)
            changes.append(
                Change(
                    shown, title, None, outcome_of(other), "neutral", "the process is new", (), "", *place, None, other
                )
            )
        elif other is None and one is not None:
            reason = "the process is gone: its target is no longer loaded"
            changes.append(Change(shown, title, outcome_of(one), None, "neutral", reason, (), process_before=one))
        elif one is not None and other is not None and outcome_of(one) != outcome_of(other):
            changes.append(_change(root, shown, title, one, other))
    return changes


def _change(root: str, path: str, title: str, before: Process, after: Process) -> Change:
    was, now = outcome_of(before), outcome_of(after)
    kind, reason = consequence(was, now)
    return Change(
        path,
        title,
        was,
        now,
        kind,
        reason,
        tuple(causes(root, before, after)),
        _rung(after),
        *place_of(after),
        before,
        after,
    )


def causes(root: str, before: Process, after: Process) -> Iterable[Cause]:
    """The deciding values that differ between two versions of a process and could have had a say in what differs."""
    differing = {name for name, _, _ in differences(outcome_of(before), outcome_of(after))}
    advised = "auto" in (facts_of(before).requested_mode, facts_of(after).requested_mode)
    untold: set[tuple[str, str]] = set()
    for path in DECIDING:
        if path in _ADVICE and not advised and not differing & _ADVICE[path]:
            continue
        was, now = before.data(path), after.data(path)
        if was == now or (was is UNKNOWN and now is UNKNOWN):
            continue
        cause = Cause(path, was, now, _where(root, before, path), _where(root, after, path))
        if UNKNOWN in (was, now):
            # One place can keep all of them from being told: once is enough.
            place = (cause.before_place if was is UNKNOWN else "", cause.after_place if now is UNKNOWN else "")
            if place in untold:
                continue
            untold.add(place)
        yield cause


def show(value: object) -> str:
    """A value for a sentence."""
    if value is UNKNOWN:
        return "something the text does not tell"
    if isinstance(value, list):
        return "[" + ", ".join(str(part) for part in value) + "]"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) and value >= 10_000 else str(value)


def _where(root: str, process: Process, path: str) -> str:
    """`presets/house.yaml:9` of a value; '' when nobody writes it."""
    value = process.at(path)
    if value is None:
        return ""
    document = value.layer.document
    return f"{_shown(root, document.path)}:{document.source.line_of(value.node.start) + 1}"


def _shown(root: str, path: str) -> str:
    return path.removeprefix(root.rstrip("/") + "/")


def _rung(process: Process) -> str:
    facts = facts_of(process)
    if facts.requested_mode != "auto" or facts.decision is None:
        return ""
    return facts.decision.trace.taken.sentence()


def place_of(process: Process) -> tuple[Document, int]:
    """Where a process is shown: its mode when its own file says it, else its entry. Lines count from 0."""
    value = process.at("sink.strategy.mode")
    node = value.node if value is not None and value.layer.document is process.document else process.entry
    line = 0 if node is None else process.document.source.line_of(node.start)
    return process.document, line
