"""A fix proves itself: it is applied to a copy, everything is compiled again, and the outcomes are compared.

*safe*: the file was refused before, or the effective manifest is unchanged, or every process keeps its outcome, which
is judged as `dpone-lint diff` judges it, and no comment is lost. *unsafe*: anything else; the change is told in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from dpone_lsp.decisions.outcome import CANNOT_TELL, REPLACING, Outcome, change_in_words, outcome_of
from dpone_lsp.fixes.edits import apply
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Edit, Finding, Fix
from dpone_si.manifest.model.documents import SINGLE, Document
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.model.facts import facts_of
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.structure import block_at
from dpone_si.manifest.syntax.comments import comments
from dpone_si.manifest.syntax.tree import AliasNode, walk
from dpone_si.records import replace
from dpone_si.wording import count_of

#: More edits than this are made at once.
_STEPS = 60
#: What the proofs of one analysis may go through (code points). A hostile file can hold thousands of faults, each with
#: a fix that makes all of it be read again; beyond this no more fixes are offered, until some of the others are made.
MAX_READ = 8_000_000
#: Compiling an edited text and comparing what comes of it costs about this share of parsing all of it.
_COMPILING = 4
_DIFF = "sink.strategy.diff"


def fixes_of(finding: Finding, analysis: Analysis) -> list[Fix]:
    """The fixes of a finding, each with its proven applicability. A fix whose result would not parse is none."""
    made: list[Fix] = []
    if analysis.work.get("proofs", 0) > MAX_READ:
        return made
    for build in finding.fixes:
        fix = build()
        # The built-in convention is no file: nothing can be written there.
        if fix is None or not fix.edits or any(edit.document.is_builtin for edit in fix.edits):
            continue
        proven = prove(fix, analysis)
        if proven is not None:
            made.append(proven)
    return made


def prove(fix: Fix, analysis: Analysis) -> Fix | None:
    """The fix with its applicability computed by compiling what it makes; None when that would not even parse.

    The documents are really edited, analysed, and set back: what the edit cannot reach is not computed again, so a
    proof costs about as much as a keystroke. Nothing else runs meanwhile, and afterwards the same nodes stand where
    they stood.
    """
    by_document: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_document.setdefault(edit.document.path, []).append(edit)
    try:
        texts = {path: apply(edits[0].document.source.text, edits) for path, edits in by_document.items()}
    except ValueError:
        return None
    # A preset in an open editor is known twice: by itself, and in its role, which follows the editor's text.
    around: Mapping[str, Document] = getattr(analysis.workspace, "open", {})
    edited = {
        id(one): (one, path)
        for path, edits in by_document.items()
        for one in (edits[0].document, around.get(path))
        if one
    }
    involved = {
        id(one): one
        for one in (analysis.document, *analysis.expansion.used.values(), *(one for one, _ in edited.values()))
    }
    lost = "" if fix.removes_comment else _lost(fix)
    # The rule itself may say that a person must look, whatever the outcome: a value was guessed, or text is thrown
    # away.
    judged = fix.applicability == "unsafe" or bool(lost)
    before = None if judged else _Before(analysis)
    faults = sum(len(document.tree.problems) for document in involved.values())
    consequence = lost or fix.consequence
    with ExitStack() as trials:
        for document in involved.values():
            trials.enter_context(document.trial())
        for document, path in edited.values():
            before_it = document.tree.segments
            _revise(document, by_document[path], texts[path])
            size = len(document.source.text)
            read = size // _COMPILING + (size if document.tree.segments is not before_it else 0)
            analysis.work["proofs"] = analysis.work.get("proofs", 0) + read
        if sum(len(document.tree.problems) for document in involved.values()) > faults:
            return None
        if before is not None:
            consequence = _consequence(before, analysis.repeat(analysis))
    applicability = "unsafe" if judged or consequence else "safe"
    return replace(fix, title=fix.title + _reach(fix), applicability=applicability, consequence=consequence)


def _revise(document: Document, edits: list[Edit], text: str) -> None:
    """Make the edits one after the other, the last first, while each is parsed for itself; a scattered change parses
    everything.
    """
    if 1 < len(edits) <= _STEPS:
        for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
            if not document.tree.segments:
                break
            now = document.source.text
            document.revise(now[: edit.start] + edit.text + now[edit.end :])
    document.revise(text)


def _lost(fix: Fix) -> str:
    """The comment that the edits throw away, in words; '' when they keep all."""
    for edit in fix.edits:
        if "#" not in edit.document.source.text[edit.start : edit.end]:
            continue
        for start, end in comments(edit.document.source, edit.document.root):
            comment = edit.document.source.text[start:end]
            if edit.start <= start and end <= edit.end and not any(comment in other.text for other in fix.edits):
                return f"it removes the comment `{comment if len(comment) < 50 else comment[:47] + '...'}`"
    return ""


def _reach(fix: Fix) -> str:
    """What to add to the title of a fix that edits what an anchor names; '' when no alias stands for it."""
    for edit in fix.edits:
        root = edit.document.root
        if root is None or not edit.document.tree.linked:
            continue
        nodes = list(walk(root))
        for node in nodes:
            if node.anchor is not None and node.start <= edit.start and edit.end <= node.end:
                users = sum(1 for one in nodes if isinstance(one, AliasNode) and one.pointee is node)
                if users:
                    return f" (changes {count_of(users, 'use')} of `&{node.anchor}` too)"
    return ""


class _Before:
    """What is known before a fix: processes, findings, faults of text and structure."""

    def __init__(self, analysis: Analysis) -> None:
        expansion = analysis.expansion
        documents = {id(one): one for one in (analysis.document, *expansion.used.values())}
        self.problems = sum(len(document.tree.problems) for document in documents.values())
        self.issues = Counter(issue.kind for issue in expansion.issues)
        self.refused = bool(self.problems or self.issues)
        self.findings = _loud(analysis)
        self.processes = [
            _Snapshot(process, eager=expansion.document.form == SINGLE) for process in expansion.processes
        ]


def _loud(analysis: Analysis) -> Counter[tuple[str, str]]:
    return Counter((found.rule, found.message) for found in analysis.findings if found.severity in ("error", "warning"))


def _consequence(before: _Before, after: Analysis) -> str:
    """What the edited documents change for the worse or just change; '' when nothing."""
    issues = Counter(issue.kind for issue in after.expansion.issues)
    if issues - before.issues:
        return f"it brings {', '.join(sorted(issues - before.issues))}"
    difference = _compare(before.processes, after.expansion.processes, ignore_missing=before.refused)
    # A file that dpone stopped reading hides faults; they are not the doing of the fix that lets it be read again.
    uncovers = before.refused and (before.issues - issues or len(after.document.tree.problems) < before.problems)
    brought = _loud(after) - before.findings
    if not difference and brought and not uncovers:
        return f"it brings {', '.join(sorted({rule for rule, _ in brought}))}"
    return difference


class _Snapshot:
    """A process as it was. A single manifest's tree is edited in place, so it is read out before."""

    def __init__(self, process: Process, *, eager: bool) -> None:
        self.process = process
        self.title = process.title
        self._plain = plain_process(process) if eager else None
        self._kept = KeptOutcome(process) if eager else None

    def same_as(self, other: Process) -> bool:
        if other is self.process:
            return True
        return (plain_process(self.process) if self._plain is None else self._plain) == plain_process(other)

    def difference(self, other: Process) -> str:
        """What the process now comes down to otherwise, in words; '' when nothing, or when it came down to nothing
        before.
        """
        return (KeptOutcome(self.process) if self._kept is None else self._kept).change_in(other)


class KeptOutcome:
    """The outcome of a process, as far as a fix must keep it.

    What dpone never got to do, because it stops before, is not changed by letting it.
    """

    def __init__(self, process: Process) -> None:
        self._outcome = None if _is_refused(process) else outcome_of(process)
        self._never_done = () if self._outcome is None else tuple(_never_done(process, self._outcome))

    def change_in(self, other: Process) -> str:
        """What becomes of it, in words; '' when it is kept."""
        if self._outcome is None or self._outcome.strategy == CANNOT_TELL:
            return ""
        now = outcome_of(other)
        return change_in_words(replace(self._outcome, **{name: getattr(now, name) for name in self._never_done}), now)


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
    """True when dpone stops at this process while it compiles its strategy: there is no outcome that a fix could
    change.
    """
    facts = facts_of(process)
    mode = facts.authored_mode
    if mode is UNKNOWN or not facts.certain:
        return False
    return bool(facts.reading.problems) or (mode is not None and facts.requested_mode is None)


def _never_done(process: Process, outcome: Outcome) -> Iterator[str]:
    """The fields of an outcome that come to nothing, because the load stops before it touches the target."""
    if outcome.strategy in REPLACING and not outcome.scope:
        yield "scope"
    block, shape = process.data(_DIFF), block_at("single", tuple(_DIFF.split(".")))
    # An mssql sink refuses the keys it does not know; elsewhere they have no effect.
    if (
        facts_of(process).sink_type == "mssql"
        and isinstance(block, dict)
        and shape is not None
        and not block.keys() <= shape.keys.keys()
    ):
        yield "deletes"
