"""All fixes of a file, or of one rule in it, as one change."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import replace

from dpone_lsp.fixes.safety import fixes_of, prove
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Edit, Finding, Fix


def fix_all(analysis: Analysis, *, rule: str | None = None, unsafe: bool = False) -> tuple[Fix, list[Finding]] | None:
    """One fix made of the first applicable fix of each finding in this document; overlapping ones are left for the next
    time.

    None when nothing can be fixed. Only edits to this document are taken: a shared preset is not changed on the side.
    """
    taken = _Taken()
    edits: list[Edit] = []
    cured: list[Finding] = []
    comments = False
    for finding in analysis.findings:
        if (rule is not None and finding.rule != rule) or not finding.fixes:
            continue
        for fix in fixes_of(finding, analysis):
            if fix.applicability != "safe" and not unsafe:
                continue
            if any(edit.document is not analysis.document for edit in fix.edits):
                continue
            if not taken.take(fix.edits):
                continue
            edits.extend(fix.edits)
            cured.append(finding)
            comments = comments or fix.removes_comment
            break
    if not edits:
        return None
    what = f"`{rule}` problems" if rule is not None else "safely fixable dpone problems"
    fix = Fix(
        f"Fix all {len(cured)} {what} in this file",
        tuple(edits),
        "unsafe" if unsafe else None,
        removes_comment=comments,
    )
    if not unsafe and len(cured) > 1:
        # Each is safe alone; together they may not be (two fixes may add the same key).
        proven = prove(fix, analysis)
        if proven is None or proven.applicability != "safe":
            return _one_by_one(analysis, rule, cured)
    return replace(fix, applicability="unsafe" if unsafe else "safe"), cured


def fix_rule(analysis: Analysis, rule: str) -> tuple[Fix, list[Finding]] | None:
    """The first fix of every finding of one rule, proven as one change; None when fewer than two can go together."""
    taken = _Taken()
    edits: list[Edit] = []
    cured: list[Finding] = []
    guessed = False
    comments = True
    for finding in analysis.findings:
        if finding.rule != rule or finding.document is not analysis.document:
            continue
        fix = next((fix for build in finding.fixes if (fix := build()) is not None and fix.edits), None)
        if fix is None or any(edit.document is not analysis.document for edit in fix.edits):
            continue
        if not taken.take(fix.edits):
            continue
        edits.extend(fix.edits)
        cured.append(finding)
        guessed = guessed or fix.applicability == "unsafe"
        comments = comments and fix.removes_comment
    if len(cured) < 2:
        return None
    title = f"Fix all {len(cured)} `{rule}` problems in this file"
    joined = Fix(title, tuple(edits), "unsafe" if guessed else None, removes_comment=comments)
    proven = prove(joined, analysis)
    return None if proven is None else (proven, cured)


def _one_by_one(analysis: Analysis, rule: str | None, cured: list[Finding]) -> tuple[Fix, list[Finding]] | None:
    """The fixes that are safe together, added one after the other; the rest is left for the next time."""
    edits: tuple[Edit, ...] = ()
    kept: list[Finding] = []
    comments = False
    for finding in cured:
        for fix in fixes_of(finding, analysis):
            joined = Fix("", (*edits, *fix.edits), removes_comment=comments or fix.removes_comment)
            if fix.applicability != "safe" or any(edit.document is not analysis.document for edit in fix.edits):
                continue
            if (proven := prove(joined, analysis)) is not None and proven.applicability == "safe":
                edits, comments = joined.edits, joined.removes_comment
                kept.append(finding)
                break
    what = f"`{rule}` problems" if rule is not None else "safely fixable dpone problems"
    return (Fix(f"Fix all {len(kept)} {what} in this file", edits, "safe"), kept) if kept else None


class _Taken:
    """The spans that are edited already, in order."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def take(self, edits: Iterable[Edit]) -> bool:
        """Add the spans of a fix; False, and nothing is added, when one of them overlaps another or is the same."""
        spans = [(edit.start, edit.end) for edit in edits]
        if any(self._overlaps(span) for span in spans):
            return False
        for span in spans:
            insort(self._spans, span)
        return True

    def _overlaps(self, span: tuple[int, int]) -> bool:
        at = bisect_left(self._spans, span)
        if at < len(self._spans) and (self._spans[at] == span or self._spans[at][0] < span[1]):
            return True
        return at > 0 and span[0] < self._spans[at - 1][1]
