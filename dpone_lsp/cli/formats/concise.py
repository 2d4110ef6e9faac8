"""`--format concise`: one line per finding, `path:line:column: severity[rule] message`."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.formats.text import clean
from dpone_lsp.cli.rows import shown_path
from dpone_lsp.cli.runner import Run


def render(run: Run, options: Any) -> str:
    """The report, a line each."""
    return "".join(
        f"{clean(shown_path(row.span.path))}:{row.span.line}:{row.span.column}: {row.severity}[{row.rule}] {clean(row.message)}\n"
        for row in run.rows
    )
