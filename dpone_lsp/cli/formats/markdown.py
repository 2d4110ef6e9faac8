"""`--format markdown`: a summary and a table, for comments and job summaries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from dpone_lsp.cli.report.listing import counted, shown_rows
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import shown_path
from dpone_lsp.model.severity import SEVERITIES
from dpone_si.wording import count_of

_SHOWN: Final = 200
#: Forges refuse comments of more than 65,536 characters.
_ROOM: Final = 60_000


def render(run: Run, options: Any) -> str:
    """The report as Markdown."""
    shown = shown_rows(run, options)
    hidden = len(run.rows) - len(shown)
    notes = f" ({count_of(hidden, 'note')} not shown)" if hidden else ""
    manifests = count_of(len(run.files), "manifest")
    lines = [f"### dpone-lint: {counted(shown) or 'no faults'} in {manifests}{notes}", ""]
    found = sorted(shown, key=lambda row: [*SEVERITIES].index(row.severity))  # type: ignore[arg-type]
    if found:
        lines.extend(("| | rule | where | what |", "|---|---|---|---|"))
        lines += fitting(
            f"| {row.severity} | `{row.rule}` | {cell(shown_path(row.span.path))}:{row.span.line} | {cell(row.text)} |"
            for row in found[:_SHOWN]
        )
        left = len(found) - (len(lines) - 4)
        if left:
            lines.append(f"\n{left} more {'is' if left == 1 else 'are'} not shown.")
    return "\n".join(lines) + "\n"


def fitting(rows: Iterable[str]) -> list[str]:
    """As many rows as a comment on a forge has room for."""
    made: list[str] = []
    room = _ROOM
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            break
        made.append(row)
    return made


def cell(text: str) -> str:
    """Text that stays inside its cell and cannot become markup; what stands between backticks stays code."""
    parts = clean(text.replace("\n", " ")).split("`")
    if len(parts) % 2 == 0 or "" in parts[1:-1]:
        # Backticks that do not pair up are none of ours.
        return _plain("`".join(parts))
    return "`".join(_plain(part) if number % 2 == 0 else part.replace("|", "\\|") for number, part in enumerate(parts))


def _plain(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for char in "\\|[]*_#`":
        safe = safe.replace(char, "\\" + char)
    return safe
