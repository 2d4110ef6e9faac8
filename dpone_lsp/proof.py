"""A fix proves itself: it is applied to a copy, everything is compiled again, and the outcomes are compared.

*safe*: the file was refused before, or the effective manifest is unchanged, or every process keeps its outcome (strategy, merge policy,
fast path, gates, key). *unsafe*: anything else; the change is told in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dpone_lsp.subject import Analysis
from dpone_lsp.edits import apply
from dpone_lsp.findings import Edit, Finding, Fix
from dpone_si.manifest.documents import Document
from dpone_si.manifest.expand import expand
from dpone_si.manifest.layers import UNKNOWN
from dpone_si.manifest.loading import Loader, LoadFailure
from dpone_si.manifest.processes import Process, plain_process
from dpone_si.manifest.reader import facts_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a process comes down to, as far as a fix must not change it unasked."""

    strategy: str | None
    merge_policy: str | None
    path: str | None
    key: tuple[str, ...]
    gates: tuple[str, ...]

    def difference(self, other: Outcome) -> str:
        """The first thing that differs, in words; '' when nothing does."""
        for label, before, after in (
            ("strategy", self.strategy, other.strategy),
            ("merge policy", self.merge_policy, other.merge_policy),
            ("key", ", ".join(self.key) or None, ", ".join(other.key) or None),
            ("fast path", self.path, other.path),
            ("safety gates", ", ".join(self.gates) or None, ", ".join(other.gates) or None),
        ):
            if before != after:
                return f"{label}: {before or 'none'} -> {after or 'none'}"
        return ""


def outcome(process: Process) -> Outcome:
    """The outcome of a process; all None when it cannot be told or dpone refuses it."""
    facts = facts_of(process)
    decision = facts.decision
    if decision is None:
        return Outcome(facts.mode, None, None, facts.unique_key, ())
    gates = tuple(signal.code for signal in decision.safety_gates)
    return Outcome(decision.strategy_mode, decision.merge_policy, decision.native_fast_path, facts.unique_key, gates)


def fixes_of(finding: Finding, analysis: Analysis) -> list[Fix]:
    """The fixes of a finding, each with its proven applicability."""
    made: list[Fix] = []
    for build in finding.fixes:
        fix = build()
        if fix is not None and fix.edits:
            made.append(prove(fix, finding, analysis))
    return made


def prove(fix: Fix, finding: Finding, analysis: Analysis) -> Fix:
    """The fix with its applicability computed by compiling what it makes."""
    if fix.applicability == "unsafe":
        # The rule itself says that a person must look, whatever the outcome: a value was guessed, or text is thrown away.
        return fix
    changed: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        changed.setdefault(edit.document.path, []).append(edit)
    try:
        texts = {path: apply(edits[0].document.source.text, edits) for path, edits in changed.items()}
    except ValueError:
        return replace(fix, applicability="unsafe", consequence="its edits overlap")
    loader = _Overlay(analysis.workspace, texts)
    document = analysis.document
    after = expand(Document(document.path, texts.get(document.path, document.source.text), role=document.role), loader)
    before = analysis.expansion
    was_refused = bool(document.tree.problems) or bool(before.issues)
    if after.document.tree.problems and not document.tree.problems:
        return replace(fix, applicability="unsafe", consequence="the result does not parse")
    new_issues = {issue.code for issue in after.issues} - {issue.code for issue in before.issues}
    if new_issues:
        return replace(fix, applicability="unsafe", consequence=f"it brings {', '.join(sorted(new_issues))}")
    consequence = _compare(before.processes, after.processes, ignore_missing=was_refused)
    return replace(fix, applicability="unsafe" if consequence else "safe", consequence=consequence)


def _compare(before: list[Process], after: list[Process], *, ignore_missing: bool) -> str:
    after_by_title = {process.title: process for process in after}
    if len(before) != len(after) and not ignore_missing:
        return f"{len(before)} -> {len(after)} processes"
    for position, process in enumerate(before):
        other = after_by_title.get(process.title)
        if other is None:
            other = after[position] if position < len(after) and len(before) == len(after) else None
        if other is None:
            if ignore_missing:
                continue
            return f"process {process.title} is gone"
        if plain_process(process) == plain_process(other):
            continue
        difference = "" if _is_refused(process) else outcome(process).difference(outcome(other))
        if difference:
            return difference if len(before) == 1 else f"{process.title}: {difference}"
    return ""


def _is_refused(process: Process) -> bool:
    """True when dpone stops at this process while it compiles its strategy: there is no outcome that a fix could change."""
    facts = facts_of(process)
    mode = facts.authored_mode
    if mode is UNKNOWN or not facts.certain:
        return False
    return bool(facts.reading.problems) or (mode is not None and facts.requested_mode is None)


class _Overlay:
    """A loader that sees some documents as they would be after an edit."""

    def __init__(self, inner: Loader, texts: dict[str, str]) -> None:
        self._inner = inner
        self._texts = texts
        self._made: dict[tuple[str, str], Document] = {}

    def load(self, path: str, role: str) -> Document | LoadFailure:
        if path in self._texts:
            key = (path, role)
            if key not in self._made:
                self._made[key] = Document(path, self._texts[path], role=role)
            return self._made[key]
        return self._inner.load(path, role)

    def registry_paths(self) -> tuple[str, ...]:
        return self._inner.registry_paths()

    def env_code(self) -> str | None:
        return self._inner.env_code()
