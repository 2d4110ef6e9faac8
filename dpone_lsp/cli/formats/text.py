"""`--format text`: code frames for people. The place, the line, the underline, what explains it, and the cure."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from dpone_lsp.cli.report.listing import counted, shown_rows, statistics
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import Row
from dpone_si.wording import count_of

if TYPE_CHECKING:
    from dpone_lsp.cli.report.code_frame import Paint

#: The width of what goes to no terminal.
_WIDTH = 150


def render(run: Run, options: Any) -> str:
    """The report as text for a terminal."""
    to_file = bool(getattr(options, "to_file", False))
    paint = _colored if _wants_color(getattr(options, "color", None), to_file) else _plain
    shown = shown_rows(run, options)
    width = max(_WIDTH if to_file else _terminal_width(), 40)
    parts = _findings(shown, paint, width) if shown else []
    if getattr(options, "statistics", False) and shown:
        parts.append(statistics(shown))
    if not getattr(options, "quiet", False):
        parts.append(_summary(run, shown) if run.files or run.rows else _nothing(run, options))
    return "".join(part + "\n" for part in parts)


def _findings(shown: list[Row], paint: Paint, width: int) -> list[str]:
    # A clean run draws no frame and does not load what would.
    from dpone_lsp.cli.report.framed_finding import framed_finding

    return [framed_finding(row, paint, width) for row in shown]


def _colored(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if text and code else text


def _plain(text: str, code: str) -> str:
    return text


def _wants_color(choice: str | None, to_file: bool) -> bool:
    choice = choice or os.environ.get("DPONE_LINT_COLOR", "auto")
    if choice in ("always", "never"):
        return choice == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    return (sys.stdout.isatty() and os.environ.get("TERM") != "dumb") or bool(os.environ.get("FORCE_COLOR"))


def _terminal_width() -> int:
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    if sys.stdout.isatty():
        try:
            return os.get_terminal_size(sys.stdout.fileno()).columns
        except OSError:
            pass
    return _WIDTH


def _nothing(run: Run, options: Any) -> str:
    """Why nothing was checked."""
    since, shard = getattr(options, "since", None), getattr(options, "shard", None)
    if since is not None:
        told = f"no manifest differs from {clean(since)} or is built from a file that does"
    else:
        told = "no manifests found" if shard is None else f"no manifests in share {shard}"
    others = len(run.skipped)
    if not others:
        return told
    return (
        f"{told} ({count_of(others, 'other YAML file')}; --verbose says why "
        f"{'they are' if others != 1 else 'it is'} not checked)"
    )


def _summary(run: Run, shown: list[Row]) -> str:
    hidden = len(run.rows) - len(shown)
    notes = f" · {count_of(hidden, 'note')} not shown (--show hint)" if hidden else ""
    if run.suppressed:
        notes += f" · {run.suppressed} hidden by comments"
    if run.baselined:
        notes += f" · {run.baselined} hidden by the baseline"
    if run.mended:
        notes += f" · {run.mended} of the baseline mended (`dpone-lint baseline --prune` drops them)"
    seconds = f" · {run.seconds:.1f} s"
    manifests = count_of(len(run.files), "manifest")
    if not shown:
        return f"no faults in {manifests}{notes}{seconds}"
    touched = {row.span.path for row in shown}
    # A fault of a preset stands in no manifest, so "2 of 1 manifest" must not be said.
    where = f"in {len(touched)} of {manifests}"
    if not touched <= set(run.files):
        where = f"in {count_of(len(touched), 'file')}, {manifests} checked"
    safe = sum(1 for row in shown if row.fixes and row.fixes[0].applicability == "safe")
    fixable = f" · {count_of(safe, 'safe fix', 'safe fixes')} with --fix" if safe else ""
    return f"{count_of(len(shown), 'finding')} ({counted(shown)}) {where}{fixable}{notes}{seconds}"
