"""`--format text`: code frames for people. The place, the line, the underline, what explains it, and the cure."""

from __future__ import annotations

import os
import sys
from typing import Any

from dpone_lsp.cli.report.code_frame import Mark, Paint, frame
from dpone_lsp.cli.report.listing import counted, shown_rows, statistics
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import Row, Span, shown_path
from dpone_si.records import replace
from dpone_si.wording import count_of

_COLORS = {"error": "31;1", "warning": "33;1", "information": "34;1", "hint": "36;1"}
_SECOND = "34"
#: The width of what goes to no terminal.
_WIDTH = 150
#: Most marks in the frame of one file, and most other files that get a frame.
_MARKS = 8
_FILES = 2


def render(run: Run, options: Any) -> str:
    """The report as text for a terminal."""
    to_file = bool(getattr(options, "to_file", False))
    paint = _colored if _wants_color(getattr(options, "color", None), to_file) else _plain
    shown = shown_rows(run, options)
    width = max(_WIDTH if to_file else _terminal_width(), 40)
    parts = [_finding(row, paint, width) for row in shown]
    if getattr(options, "statistics", False) and shown:
        parts.append(statistics(shown))
    if not getattr(options, "quiet", False):
        parts.append(_summary(run, shown) if run.files or run.rows else _nothing(run, options))
    return "".join(part + "\n" for part in parts)


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


def _finding(row: Row, paint: Paint, width: int) -> str:
    """Head, place, code frame, and what explains and cures it."""
    color = _COLORS[row.severity]
    span = row.span
    lines = [paint(f"{row.severity}[{row.rule}]", color) + ": " + paint(clean(row.message), "1")]
    marks = {span.path: [_mark(row, span, row.label, color, chief=True)]}
    for other in row.related:
        marks.setdefault(other.span.path, []).append(_mark(row, other.span, other.message, _SECOND))
    elsewhere = [path for path in marks if path != span.path]
    framed = (span.path, *elsewhere[:_FILES])
    gutter = max(len(str(mark.line)) for path in framed for mark in marks[path])
    for path in framed:
        first = marks[path][0]
        lines.append(f"  {'' if path == span.path else '::: '}{paint(f'{clean(shown_path(path))}:{first.line}:{first.start + 1}', '2')}")
        texts = {line: text for (of, line), text in row.lines.items() if of == path}
        lines.extend(frame(texts, _framed(marks[path]), max(width - gutter - 5, 30), gutter, paint))
    told = [*(_elsewhere(path, marks[path]) for path in elsewhere[_FILES:]), *_notes(row)]
    for text in told:
        lines.extend(_wrapped(text, gutter, width))
    lines.append("")
    return "\n".join(lines)


def _mark(row: Row, span: Span, label: str, color: str, *, chief: bool = False) -> Mark:
    text = row.lines.get((span.path, span.line), "")
    end = span.end_column if span.end_line == span.line else len(text) + 1
    return Mark(span.line, span.column - 1, max(end, span.column + 1) - 1, clean(label), color, chief)


def _framed(marks: list[Mark]) -> list[Mark]:
    """The marks of a frame that stays short: a value repeated in a hundred places is not shown a hundred times."""
    if len(marks) <= _MARKS:
        return marks
    *kept, last = marks[:_MARKS]
    return [*kept, replace(last, label=f"{last.label} (and {len(marks) - _MARKS} more places)".lstrip())]


def _elsewhere(path: str, marks: list[Mark]) -> str:
    return f"see {clean(shown_path(path))}:{marks[0].line}: {marks[0].label}"


def _notes(row: Row) -> list[str]:
    """What stands below the frame; what the frame's label already says is not said again."""
    made = [clean(note) for note in row.notes if note != row.label]
    if len(row.processes) > 1:
        names = ", ".join(clean(name) for name in row.processes[:6])
        more = f", and {len(row.processes) - 6} more" if len(row.processes) > 6 else ""
        made.append(f"concerns {len(row.processes)} processes: {names}{more}")
    for fix in row.fixes[:3]:
        consequence = f": {clean(fix.consequence)}" if fix.consequence else ""
        made.append(f"fix: {clean(fix.title)}  [{fix.applicability}{consequence}]")
    return made


def _wrapped(text: str, gutter: int, width: int) -> list[str]:
    """A note under the bar of the frame; what does not fit continues below its first word."""
    head = " " * (gutter + 3) + "= "
    room = max(width - len(head), 30)
    if len(text) <= room:
        return [head + text]
    from textwrap import wrap

    parts = wrap(text, room, break_long_words=False, break_on_hyphens=False)
    return [(head if number == 0 else " " * len(head)) + part for number, part in enumerate(parts)]


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
    return f"{told} ({count_of(others, 'other YAML file')}; --verbose says why {'they are' if others != 1 else 'it is'} not checked)"


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
