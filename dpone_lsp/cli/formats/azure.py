"""`--format azure`: logging commands of Azure Pipelines."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.report.forge_paths import forge_path
from dpone_lsp.cli.report.listing import shown_rows
from dpone_lsp.cli.report.printable import clean_lines
from dpone_lsp.cli.run.result import Run


def render(run: Run, options: Any) -> str:
    """One `task.logissue` per finding."""
    lines: list[str] = []
    for row in shown_rows(run, options):
        span = row.span
        kind = "error" if row.severity == "error" else "warning"
        path, code = _property(forge_path(span.path)), _property(row.rule)
        place = f"sourcepath={path};linenumber={span.line};columnnumber={span.column};code={code}"
        lines.append(f"##vso[task.logissue type={kind};{place}]{_data(row.text)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return clean_lines(text).replace("%", "%AZP25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
