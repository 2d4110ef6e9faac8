"""`--format azure`: logging commands of Azure Pipelines."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.formats.rows import rows
from dpone_lsp.cli.runner import Run


def render(run: Run, options: Any) -> str:
    """One `task.logissue` per finding."""
    lines: list[str] = []
    for row in rows(run):
        kind = "error" if row.finding.severity == "error" else "warning"
        place = f"sourcepath={_property(row.path)};linenumber={row.line};columnnumber={row.column};code={_property(row.finding.rule)}"
        lines.append(f"##vso[task.logissue type={kind};{place}]{_data(row.text)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
