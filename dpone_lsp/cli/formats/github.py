"""`--format github`: workflow commands that GitHub Actions shows on the changed lines."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.formats.rows import rows
from dpone_lsp.cli.runner import Run

_LEVELS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}


def render(run: Run, options: Any) -> str:
    """One workflow command per finding."""
    lines: list[str] = []
    for row in rows(run):
        place = f"file={_property(row.path)},line={row.line},col={row.column},endLine={row.end_line},endColumn={row.end_column}"
        lines.append(f"::{_LEVELS[row.finding.severity]} {place},title={_property('dpone ' + row.finding.rule)}::{_data(row.text)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    # The escapes of the runner's own toolkit: without them a message could start a command of its own.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
