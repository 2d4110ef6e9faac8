"""All fixes of a file, or of one rule in it, as one change."""

from __future__ import annotations

from dpone_lsp.findings import Edit, Finding, Fix
from dpone_lsp.proof import fixes_of
from dpone_lsp.subject import Analysis


def fix_all(analysis: Analysis, *, rule: str | None = None, unsafe: bool = False) -> tuple[Fix, list[Finding]] | None:
    """One fix made of the first applicable fix of each finding in this document; overlapping ones are left for the next time.

    None when nothing can be fixed. Only edits to this document are taken: a shared preset is not changed on the side.
    """
    taken: list[tuple[int, int]] = []
    edits: list[Edit] = []
    cured: list[Finding] = []
    for finding in analysis.findings:
        if (rule is not None and finding.rule != rule) or not finding.fixes:
            continue
        for fix in fixes_of(finding, analysis):
            if fix.applicability != "safe" and not unsafe:
                continue
            if any(edit.document is not analysis.document for edit in fix.edits):
                continue
            if any(_overlap(edit, start, end) for edit in fix.edits for start, end in taken):
                continue
            taken.extend((edit.start, edit.end) for edit in fix.edits)
            edits.extend(fix.edits)
            cured.append(finding)
            break
    if not edits:
        return None
    what = f"`{rule}` problems" if rule is not None else "safely fixable dpone problems"
    return Fix(f"Fix all {len(cured)} {what} in this file", tuple(edits), "unsafe" if unsafe else "safe"), cured


def _overlap(edit: Edit, start: int, end: int) -> bool:
    return (edit.start < end and start < edit.end) or (edit.start, edit.end) == (start, end)
