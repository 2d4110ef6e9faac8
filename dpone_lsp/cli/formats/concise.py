"""`--format concise`: one line per finding, `path:line:column: severity[rule] message`."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.formats.rows import rows
from dpone_lsp.cli.formats.text import clean
from dpone_lsp.cli.runner import Run


def render(run: Run, options: Any) -> str:
    """The report, a line each."""
    return "".join(
        f"{clean(row.path)}:{row.line}:{row.column}: {row.finding.severity}[{row.finding.rule}] {clean(row.finding.message)}\n"
        for row in rows(run)
    )
