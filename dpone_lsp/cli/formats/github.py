"""`--format github`: workflow commands that GitHub Actions shows on the changed lines."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.report.forge_paths import forge_path
from dpone_lsp.cli.report.listing import shown_rows
from dpone_lsp.cli.report.printable import clean_lines
from dpone_lsp.cli.run.result import Run

_LEVELS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}


def render(run: Run, options: Any) -> str:
    """One workflow command per finding."""
    lines: list[str] = []
    for row in shown_rows(run, options):
        span = row.span
        # The runner takes columns only for a stretch within one line.
        columns = (
            f",col={span.column},endColumn={span.end_column}"
            if span.end_line == span.line
            else f",endLine={span.end_line}"
        )
        place = f"file={_property(forge_path(span.path))},line={span.line}{columns}"
        lines.append(f"::{_LEVELS[row.severity]} {place},title={_property('dpone ' + row.rule)}::{_data(row.text)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    # The escapes of the runner's own toolkit: without them a message could start a command of its own.
    return clean_lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
