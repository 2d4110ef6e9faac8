"""Findings as plain rows: everything a format prints, without trees behind it, so that workers and caches can hand them on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from dpone_lsp.findings import Finding, Place
from dpone_lsp.proof import fixes_of
from dpone_lsp.subject import Analysis
from dpone_si.manifest.documents import Document


class Span(NamedTuple):
    """A stretch of a file. Lines and columns are 1-based; columns count code points, `byte_*` count UTF-8."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    byte_column: int
    byte_end_column: int


class EditRow(NamedTuple):
    """Replace a span by a text."""

    span: Span
    text: str


class FixRow(NamedTuple):
    """A proven fix."""

    title: str
    applicability: str
    consequence: str
    edits: tuple[EditRow, ...]


class RelatedRow(NamedTuple):
    """A second place."""

    span: Span
    message: str


class Row(NamedTuple):
    """One finding. `lines` holds the text of the lines its frame shows, by (path, line)."""

    rule: str
    code: str
    severity: str
    message: str
    label: str
    notes: tuple[str, ...]
    span: Span
    key: str
    processes: tuple[str, ...]
    related: tuple[RelatedRow, ...]
    fixes: tuple[FixRow, ...]
    lines: Mapping[tuple[str, int], str]

    @property
    def text(self) -> str:
        """The message with its notes, in one line."""
        parts = [self.message, *self.notes]
        if len(self.processes) > 1:
            parts.append(f"concerns {len(self.processes)} processes")
        return "; ".join(part.rstrip(".") for part in parts)

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for the same finding reached from two manifests."""
        return (self.rule, self.span, self.message)

    def fingerprint(self) -> str:
        """A stable name for a finding: made of rule, file, key path and message, it survives moved lines."""
        parts = (self.rule, shown_path(self.span.path), self.key, self.message)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def row_of(finding: Finding, analysis: Analysis) -> Row:
    """The row of a finding; its fixes are proven here, while the analysis is at hand."""
    lines: dict[tuple[str, int], str] = {}
    span = _span(finding.place, lines)
    related = tuple(RelatedRow(_span(other.place, lines), other.message) for other in finding.related)
    fixes = tuple(
        FixRow(
            fix.title,
            fix.applicability or "unsafe",
            fix.consequence,
            tuple(EditRow(span_of(edit.document, edit.start, edit.end), edit.text) for edit in fix.edits),
        )
        for fix in (fixes_of(finding, analysis) if finding.fixes else ())
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


def span_of(document: Document, start: int, end: int) -> Span:
    source = document.source
    (line, column), (last, last_column) = source.position(start), source.position(end)
    byte, last_byte = source.position(start, "utf-8")[1], source.position(end, "utf-8")[1]
    return Span(document.path, line + 1, column + 1, last + 1, last_column + 1, byte + 1, last_byte + 1)


def _span(place: Place, lines: dict[tuple[str, int], str]) -> Span:
    span = span_of(place.document, *place.span)
    lines[(span.path, span.line)] = place.document.source.line_text(span.line - 1)[:2000]
    return span


def shown_path(path: str) -> str:
    """Relative to the current folder when the file lies below it."""
    base = os.getcwd().replace(os.sep, "/").rstrip("/") + "/"
    return path[len(base) :] if path.startswith(base) else path


def to_json(row: Row) -> list[Any]:
    """A row as JSON data for the cache."""
    return [*row[:-1], [[path, line, text] for (path, line), text in row.lines.items()]]


def from_json(data: list[Any]) -> Row:
    """The row `to_json` was made from. Raises ValueError or TypeError for anything else."""
    rule, code, severity, message, label, notes, span, key, processes, related, fixes, lines = data
    for text in (rule, code, severity, message, label, key):
        if not isinstance(text, str):
            raise TypeError("a cached row holds something that is no text")
    return Row(
        rule,
        code,
        severity,
        message,
        label,
        tuple(map(str, notes)),
        _span_from(span),
        key,
        tuple(map(str, processes)),
        tuple(RelatedRow(_span_from(place), str(text)) for place, text in related),
        tuple(
            FixRow(str(title), str(kind), str(consequence), tuple(EditRow(_span_from(place), str(text)) for place, text in edits))
            for title, kind, consequence, edits in fixes
        ),
        {(str(path), int(line)): str(text) for path, line, text in lines},
    )


def _span_from(data: list[Any]) -> Span:
    path, *numbers = data
    line, column, end_line, end_column, byte_column, byte_end_column = (int(number) for number in numbers)
    return Span(str(path), line, column, end_line, end_column, byte_column, byte_end_column)
