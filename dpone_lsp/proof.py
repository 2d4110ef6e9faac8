"""A fix proves itself: it is applied to a copy, everything is compiled again, and the outcomes are compared.

*safe*: the file was refused before, or the effective manifest is unchanged, or every process keeps its outcome (strategy, merge policy,
fast path, gates, key). *unsafe*: anything else; the change is told in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dpone_lsp.analysis import analyze
from dpone_lsp.subject import Analysis
from dpone_lsp.edits import apply
from dpone_lsp.findings import Edit, Finding, Fix
from dpone_si.manifest.documents import SINGLE
from dpone_si.manifest.layers import UNKNOWN
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
    """The fix with its applicability computed by compiling what it makes.

    The documents are really edited, analysed, and set back: what the edit cannot reach is not computed again, so a proof costs about
    as much as a keystroke. Nothing else runs meanwhile, and places in the analysis stay right, because the text is the same afterwards.
    """
    if fix.applicability == "unsafe":
        # The rule itself says that a person must look, whatever the outcome: a value was guessed, or text is thrown away.
        return fix
    changed: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        changed.setdefault(edit.document.path, []).append(edit)
    try:
        texts = [(edits[0].document, apply(edits[0].document.source.text, edits)) for edits in changed.values()]
    except ValueError:
        return replace(fix, applicability="unsafe", consequence="its edits overlap")
    before = analysis.expansion
    was_refused = bool(analysis.document.tree.problems) or bool(before.issues)
    snapshots = [_Snapshot(process, eager=before.document.form == SINGLE) for process in before.processes]
    originals = [(document, document.source.text) for document, _ in texts]
    try:
        for document, text in texts:
            document.revise(text)
        consequence = _judge(analysis, snapshots, was_refused)
    finally:
        for document, text in originals:
            document.revise(text)
    return replace(fix, applicability="unsafe" if consequence else "safe", consequence=consequence)


class _Snapshot:
    """A process as it was. A single manifest's tree is edited in place, so it is read out before."""

    def __init__(self, process: Process, *, eager: bool) -> None:
        self.process = process
        self.title = process.title
        self._plain = plain_process(process) if eager else None
        self._outcome = outcome(process) if eager else None

    def same_as(self, other: Process) -> bool:
        if other is self.process:
            return True
        return (plain_process(self.process) if self._plain is None else self._plain) == plain_process(other)

    def difference(self, other: Process) -> str:
        if _is_refused(self.process):
            return ""
        return (outcome(self.process) if self._outcome is None else self._outcome).difference(outcome(other))


def _judge(analysis: Analysis, before: list[_Snapshot], was_refused: bool) -> str:
    """What the edited documents change for the worse or just change; '' when nothing."""
    after = analyze(analysis.document, analysis.workspace, analysis.settings, analysis)
    if after.document.tree.problems and not was_refused:
        return "the result does not parse"
    new_issues = {issue.code for issue in after.expansion.issues} - {issue.code for issue in analysis.expansion.issues}
    if new_issues:
        return f"it brings {', '.join(sorted(new_issues))}"
    known = {(found.rule, found.message) for found in analysis.findings}
    brought = sorted(
        {
            found.rule
            for found in after.findings
            if found.severity in ("error", "warning") and (found.rule, found.message) not in known and not was_refused
        }
    )
    consequence = _compare(before, after.expansion.processes, ignore_missing=was_refused)
    if not consequence and brought:
        return f"it brings {', '.join(brought)}"
    return consequence


def _compare(before: list[_Snapshot], after: list[Process], *, ignore_missing: bool) -> str:
    after_by_title = {process.title: process for process in after}
    if len(before) != len(after) and not ignore_missing:
        return f"{len(before)} -> {len(after)} processes"
    for position, snapshot in enumerate(before):
        other = after_by_title.get(snapshot.title)
        if other is None:
            other = after[position] if position < len(after) and len(before) == len(after) else None
        if other is None:
            if ignore_missing:
                continue
            return f"process {snapshot.title} is gone"
        if snapshot.same_as(other):
            continue
        difference = snapshot.difference(other)
        if difference:
            return difference if len(before) == 1 else f"{snapshot.title}: {difference}"
    return ""


def _is_refused(process: Process) -> bool:
    """True when dpone stops at this process while it compiles its strategy: there is no outcome that a fix could change."""
    facts = facts_of(process)
    mode = facts.authored_mode
    if mode is UNKNOWN or not facts.certain:
        return False
    return bool(facts.reading.problems) or (mode is not None and facts.requested_mode is None)
