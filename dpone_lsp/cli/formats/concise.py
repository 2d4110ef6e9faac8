"""`--format concise`: one line per finding, `path:line:column: severity[rule] message`."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.report.listing import shown_rows, statistics
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import shown_path


def render(run: Run, options: Any) -> str:
    """The report, a line each."""
    rows = shown_rows(run, options)
    text = "".join(
        f"{clean(shown_path(row.span.path))}:{row.span.line}:{row.span.column}: {row.severity}[{row.rule}] "
        f"{clean(row.message)}\n"
        for row in rows
    )
    return text + (statistics(rows) + "\n" if getattr(options, "statistics", False) and rows else "")
