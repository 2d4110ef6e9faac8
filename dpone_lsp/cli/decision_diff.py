"""Compare the outcomes of all processes between two states of the manifests, and say what changed, why, and what it can do."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from dpone_lsp.cli.revision import Revision, changed_since
from dpone_lsp.features.effective import place_text
from dpone_lsp.outcomes import CONSEQUENCES, Consequence, Outcome, consequence, differences, outcome_of
from dpone_lsp.workspace import Workspace, find_yaml
from dpone_si.manifest.documents import MANIFESTS, Document
from dpone_si.manifest.expand import expand
from dpone_si.manifest.layers import UNKNOWN
from dpone_si.manifest.loading import Loader
from dpone_si.manifest.processes import Process
from dpone_si.manifest.reader import facts_of

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
            return f"{name} is gone (was {show(self.before)}, {self.before_place})"
        if self.before is None:
            return f"{name} is now {show(self.after)} ({self.after_place})"
        return f"{name}: {show(self.before)} -> {show(self.after)} ({self.after_place})"


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
    line: int = 0

    @property
    def fields(self) -> list[tuple[str, object, object]]:
        if self.before is None or self.after is None:
            return []
        return differences(self.before, self.after)


@dataclass(frozen=True, slots=True)
class DecisionDiff:
    """All changes, worst first, and how many processes were compared."""

    changes: tuple[Change, ...]
    compared: int

    def worst(self) -> Consequence:
        kinds = {change.kind for change in self.changes}
        return next((kind for kind in CONSEQUENCES if kind in kinds), "neutral")


def diff_revision(root: str, against: str, *, registries: tuple[str, ...] = ()) -> DecisionDiff:
    """The work tree below `root` against a revision; only manifests that a change can reach are compiled twice."""
    old = Revision(root, against, registries=registries)
    new = Workspace([root], registries=registries)
    changed = changed_since(root, old.commit)
    changes: list[Change] = []
    compared = 0
    if not changed:
        return DecisionDiff((), 0)
    paths = {path.replace(os.sep, "/") for path in find_yaml(root)} | {path for path in changed if path in set(old.yaml_files())}
    for path in sorted(paths):
        after = _processes(new.document(path), new)
        if after is not None and path not in changed and not (after[1] & changed):
            compared += len(after[0])
            continue
        before = _processes(old.document(path), old)
        if before is None and after is None:
            continue
        compared += len((after or before or ([], frozenset[str]()))[0])
        changes.extend(compare(os.path.relpath(path, root), before[0] if before else [], after[0] if after else []))
    order = {kind: number for number, kind in enumerate(CONSEQUENCES)}
    changes.sort(key=lambda change: (order[change.kind], change.path, change.process))
    return DecisionDiff(tuple(changes), compared)


def compare(path: str, before: Iterable[Process], after: Iterable[Process]) -> list[Change]:
    """The changes between two lists of processes of one file, matched by title."""
    old = {process.title: process for process in before}
    new = {process.title: process for process in after}
    changes: list[Change] = []
    for title in dict.fromkeys((*old, *new)):
        one, other = old.get(title), new.get(title)
        if one is None and other is not None:
            changes.append(Change(path, title, None, outcome_of(other), "neutral", "the process is new", (), "", *_place(other)))
        elif other is None and one is not None:
            changes.append(Change(path, title, outcome_of(one), None, "neutral", "the process is gone: its target is no longer loaded", ()))
        elif one is not None and other is not None:
            was, now = outcome_of(one), outcome_of(other)
            if was != now:
                kind, reason = consequence(was, now)
                changes.append(Change(path, title, was, now, kind, reason, tuple(causes(one, other)), _rung(other), *_place(other)))
    return changes


def causes(before: Process, after: Process) -> Iterable[Cause]:
    """The deciding values that differ between two versions of a process."""
    for path in DECIDING:
        was, now = before.data(path), after.data(path)
        if was == now or (was is UNKNOWN and now is UNKNOWN):
            continue
        yield Cause(path, was, now, _where(before, path), _where(after, path))


def show(value: object) -> str:
    """A value for a sentence."""
    if value is UNKNOWN:
        return "something the text does not tell"
    if isinstance(value, list):
        return "[" + ", ".join(str(part) for part in value) + "]"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) and value >= 10_000 else str(value)


def _where(process: Process, path: str) -> str:
    value = process.at(path)
    return "" if value is None else place_text(value.layer, value.node)


def _rung(process: Process) -> str:
    facts = facts_of(process)
    if facts.requested_mode != "auto" or facts.decision is None:
        return ""
    return facts.decision.trace.taken.sentence()


def _place(process: Process) -> tuple[Document, int]:
    value = process.at("sink.strategy.mode")
    node = value.node if value is not None and value.layer.document is process.document else process.entry
    line = 0 if node is None else process.document.source.line_of(node.start)
    return process.document, line


def _processes(document: object, loader: Loader) -> tuple[list[Process], frozenset[str]] | None:
    if not isinstance(document, Document) or document.form not in MANIFESTS:
        return None
    expansion = expand(document, loader)
    return expansion.processes, frozenset((*expansion.used, *expansion.missing))

