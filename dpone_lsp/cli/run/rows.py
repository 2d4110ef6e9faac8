"""Findings as plain rows: everything a format prints, without trees behind it, so that workers and caches can hand
them on.
"""

# No `from __future__ import annotations` here: a NamedTuple compiles annotations that are text, one by one, at each
# start.

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from dpone_si.manifest.expansion.loading import root_of


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
        """A stable name for a finding: made of rule, file (below its root), key path and message, it survives moved
        lines.
        """
        import hashlib

        parts = (self.rule, rooted_path(self.span.path), self.key, self.message)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def shown_path(path: str) -> str:
    """Relative to the current folder when the file lies below it."""
    base = os.getcwd().replace(os.sep, "/").rstrip("/") + "/"
    return path[len(base) :] if path.startswith(base) else path


def rooted_path(path: str) -> str:
    """Relative to the root the file belongs to: the same in whatever folder the command was started."""
    folder = os.path.dirname(path)
    root = _roots.get(folder)
    if root is None:
        root = _roots[folder] = root_of(path).replace(os.sep, "/").rstrip("/") + "/"
    return path[len(root) :] if path.startswith(root) else path


_roots: dict[str, str] = {}


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
            FixRow(
                str(title),
                str(kind),
                str(consequence),
                tuple(EditRow(_span_from(place), str(text)) for place, text in edits),
            )
            for title, kind, consequence, edits in fixes
        ),
        {(str(path), int(line)): str(text) for path, line, text in lines},
    )


def _span_from(data: list[Any]) -> Span:
    path, *numbers = data
    line, column, end_line, end_column, byte_column, byte_end_column = (int(number) for number in numbers)
    return Span(str(path), line, column, end_line, end_column, byte_column, byte_end_column)
