"""Findings become rows here, while the analysis is at hand: places become spans, fixes are proven."""

from __future__ import annotations

from typing import Final

from dpone_lsp.cli.run.redact import holds_secret, secret_names, shown_line
from dpone_lsp.cli.run.rows import EditRow, FixRow, RelatedRow, Row, Span
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Finding, Fix, Place
from dpone_si.manifest.model.documents import Document

#: How much of a long line is kept for code frames, in code points; more when the place lies further on.
_KEPT: Final = 2000
#: A value that stands for "write yours here".
_EMPTY: Final = ('""', "''", "[]", "{}")


def row_of(finding: Finding, analysis: Analysis) -> Row:
    """The row of a finding; its fixes are proven here, while the analysis is at hand."""
    lines: dict[tuple[str, int], str] = {}
    secrets = secret_names(analysis.settings)
    span = _span(finding.place, lines, secrets)
    related = tuple(RelatedRow(_span(other.place, lines, secrets), other.message) for other in finding.related)
    fixes = tuple(
        FixRow(
            fix.title,
            fix.applicability or "unsafe",
            _consequence(fix),
            tuple(EditRow(span_of(edit.document, edit.start, edit.end), edit.text) for edit in fix.edits),
        )
        for fix in (_proven(finding, analysis) if finding.fixes else ())
        if not any(edit.text and holds_secret(edit.document, edit.text, secrets) for edit in fix.edits)
    )
    return Row(
        finding.rule,
        finding.code,
        finding.severity,
        finding.message,
        finding.label,
        finding.notes,
        span,
        finding.key,
        tuple(finding.processes),
        related,
        fixes,
        lines,
    )


def _proven(finding: Finding, analysis: Analysis) -> list[Fix]:
    from dpone_lsp.fixes.safety import fixes_of

    return fixes_of(finding, analysis)


def _consequence(fix: Fix) -> str:
    """What an unsafe fix does. Without an outcome that changes it is unsafe because its text is not known to be the
    right one.
    """
    if fix.consequence or fix.applicability == "safe":
        return fix.consequence
    if not any(edit.text.strip() for edit in fix.edits):
        return "removes text: look at it first"
    if any(line.rstrip().endswith(_EMPTY) for edit in fix.edits for line in edit.text.split("\n")):
        return "leaves an empty value for you to fill in"
    return "nothing in the text proves it right: look at it first"


def span_of(document: Document, start: int, end: int) -> Span:
    source = document.source
    (line, column), (last, last_column) = source.position(start), source.position(end)
    byte, last_byte = source.position(start, "utf-8")[1], source.position(end, "utf-8")[1]
    return Span(document.path, line + 1, column + 1, last + 1, last_column + 1, byte + 1, last_byte + 1)


def _span(place: Place, lines: dict[tuple[str, int], str], secrets: tuple[str, ...]) -> Span:
    span = span_of(place.document, *place.span)
    lines[(span.path, span.line)] = shown_line(place.document, span.line - 1, secrets)[: max(_KEPT, span.column + 200)]
    return span
