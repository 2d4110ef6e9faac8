"""What every line-oriented format needs of a finding: path, 1-based place, one-line message."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from dpone_lsp.cli.formats.json import shown_path
from dpone_lsp.cli.runner import Run
from dpone_lsp.findings import Finding


@dataclass(frozen=True, slots=True)
class Row:
    """A finding flattened. Columns count code points."""

    finding: Finding
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    #: The message with its notes, in one line.
    text: str


def rows(run: Run) -> list[Row]:
    """All findings of a run, flattened."""
    return [row(finding) for finding in run.findings]


def row(finding: Finding) -> Row:
    start, end = finding.place.span
    source = finding.document.source
    (line, column), (last, last_column) = source.position(start), source.position(end)
    parts = [finding.message, *finding.notes]
    if len(finding.processes) > 1:
        parts.append(f"concerns {len(finding.processes)} processes")
    text = "; ".join(part.rstrip(".") for part in parts)
    return Row(finding, shown_path(finding.document.path), line + 1, column + 1, last + 1, last_column + 1, text)


def fingerprint(finding: Finding) -> str:
    """A stable name for a finding: it survives moved lines, because it is made of rule, file, key path and message."""
    parts = (finding.rule, shown_path(finding.document.path), finding.key, finding.message)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:40]
