"""`--format text`: code frames for people. The place, the line, the underline, what explains it, and the cure."""

from __future__ import annotations

import os
import sys
from typing import Any

from dpone_lsp.cli.rows import Row, shown_path
from dpone_lsp.cli.runner import Run
from dpone_lsp.severities import SEVERITIES

_COLORS = {"error": "31;1", "warning": "33;1", "information": "34;1", "hint": "36;1"}
#: Longest piece of a line that is shown when the terminal does not tell its width.
_WIDTH = 140


def render(run: Run, options: Any) -> str:
    """The report as text for a terminal."""
    to_file = bool(getattr(options, "to_file", False))
    paint = _Paint(_wants_color(getattr(options, "color", None), to_file))
    shown = shown_rows(run, options)
    width = max((_WIDTH + 10 if to_file else _terminal_width()) - 10, 40)
    parts = [_finding(row, paint, width) for row in shown]
    if getattr(options, "statistics", False) and shown:
        parts.append(statistics(shown))
    if not getattr(options, "quiet", False):
        parts.append(_summary(run, shown))
    return "".join(part + "\n" for part in parts)


def shown_rows(run: Run, options: Any) -> list[Row]:
    """The findings a report for people lists: those from `--show` on."""
    loud = SEVERITIES[: SEVERITIES.index(getattr(options, "show", "warning")) + 1]
    return [row for row in run.rows if row.severity in loud]


def statistics(rows: list[Row]) -> str:
    """Findings per rule, most frequent first."""
    counts: dict[str, int] = {}
    safe: dict[str, int] = {}
    for row in rows:
        counts[row.rule] = counts.get(row.rule, 0) + 1
        safe[row.rule] = safe.get(row.rule, 0) + bool(row.fixes and row.fixes[0].applicability == "safe")
    width = len(str(max(counts.values())))
    lines = [
        f"{count:>{width}}  {rule}" + (f"  ({safe[rule]} with a safe fix)" if safe[rule] else "")
        for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "\n".join([*lines, ""])


class _Paint:
    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._on and text else text


def _wants_color(choice: str | None, to_file: bool) -> bool:
    choice = choice or os.environ.get("DPONE_LINT_COLOR", "auto")
    if choice in ("always", "never"):
        return choice == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    return (sys.stdout.isatty() and os.environ.get("TERM") != "dumb") or bool(os.environ.get("FORCE_COLOR"))


def _terminal_width() -> int:
    if sys.stdout.isatty():
        try:
            return os.get_terminal_size(sys.stdout.fileno()).columns
        except OSError:
            pass
    return _WIDTH + 10


def _finding(row: Row, paint: _Paint, width: int) -> str:
    color = _COLORS[row.severity]
    head = paint(f"{row.severity}[{row.rule}]", color) + ": " + paint(clean(row.message), "1")
    span = row.span
    lines = [head, f"  {paint(f'{clean(shown_path(span.path))}:{span.line}:{span.column}', '2')}"]
    lines.extend(_frame(row, paint, color, width))
    for other in row.related:
        if other.span.path != span.path:
            where = f"{clean(shown_path(other.span.path))}:{other.span.line}:{other.span.column}"
            lines.append(f"     = see {where}: {clean(other.message)}")
    lines.extend(f"     = {clean(note)}" for note in row.notes)
    if len(row.processes) > 1:
        names = ", ".join(clean(name) for name in row.processes[:6])
        more = f", and {len(row.processes) - 6} more" if len(row.processes) > 6 else ""
        lines.append(f"     = concerns {len(row.processes)} processes: {names}{more}")
    for fix in row.fixes[:3]:
        consequence = f": {clean(fix.consequence)}" if fix.consequence else ""
        lines.append(f"     = fix: {clean(fix.title)}  [{fix.applicability}{consequence}]")
    lines.append("")
    return "\n".join(lines)


def _frame(row: Row, paint: _Paint, color: str, width: int) -> list[str]:
    """The underlined lines: the finding's own and the related ones of the same file, in order."""
    marks: dict[int, list[tuple[int, int, str, str]]] = {}
    spots = [(row.span, clean(row.label), "^", color)]
    spots.extend((other.span, clean(other.message), "-", "34") for other in row.related if other.span.path == row.span.path)
    for span, label, mark, tint in spots:
        text = row.lines.get((span.path, span.line), "")
        last = span.end_column if span.end_line == span.line else len(text) + 1
        marks.setdefault(span.line, []).append((span.column - 1, max(last - span.column, 1), mark, paint(label, tint)))
    gutter = max(len(str(number)) for number in marks)
    blank = " " * gutter
    bar = paint("|", "2")
    lines = [f"  {blank} {bar}"]
    previous: int | None = None
    for number in sorted(marks):
        if previous is not None and number > previous + 1:
            dots = ".." if gutter > 1 else "."
            lines.append(f"  {paint(dots, '2')}{' ' * (gutter - len(dots))} {bar}")
        text = clean(row.lines.get((row.span.path, number), "").replace("\t", " "))
        shown, cut = _cut(text, min((mark[2] != "^", mark[0]) for mark in marks[number])[1], width)
        lines.append(f"  {number:>{gutter}} {bar} {shown}")
        for column, length, mark, label in sorted(marks[number], key=lambda one: one[2], reverse=False):
            at = min(max(column - cut, 0), len(shown))
            visible = max(min(length, len(shown) - at), 1)
            # What lies outside the piece that is shown gets its mark at the edge.
            tail = f" {label}" if label else ""
            lines.append(f"  {blank} {bar} {' ' * at}{paint(mark * visible, color if mark == '^' else '34')}{tail}")
        previous = number
    lines.append(f"  {blank} {bar}")
    return lines


def _cut(text: str, column: int, width: int) -> tuple[str, int]:
    """A long line is shown around the column of interest."""
    if len(text) <= width:
        return text, 0
    begin = max(0, min(column - 20, len(text) - width))
    return text[begin : begin + width], begin


def clean(text: str) -> str:
    """Text without control characters: nothing a manifest holds may steer the terminal, or the CI server that reads along."""
    if "##" in text:
        text = _defused(text)
    return text if text.isprintable() else "".join(char if char.isprintable() else "?" for char in text)


def _defused(text: str) -> str:
    # Azure's agent and older GitHub runners obey `##vso[...]` and `##[...]` wherever they stand in a line.
    return text.replace("##vso[", "#?vso[").replace("##[", "#?[")


def clean_lines(text: str) -> str:
    """`clean`, with line feeds kept: for formats that have an escape for them."""
    return "\n".join(clean(line) for line in text.split("\n"))


def _summary(run: Run, shown: list[Row]) -> str:
    files = len(run.files)
    if not files and not run.rows:
        return f"no manifests found ({len(run.skipped)} other YAML files; --verbose says why they are not checked)"
    hidden = len(run.rows) - len(shown)
    notes = f" · {hidden} note{'s' if hidden != 1 else ''} not shown (--show hint)" if hidden else ""
    if run.suppressed:
        notes += f" · {run.suppressed} hidden by comments"
    if run.baselined:
        notes += f" · {run.baselined} hidden by the baseline"
    if run.mended:
        notes += f" · {run.mended} of the baseline mended (`dpone-lint baseline --prune` drops them)"
    seconds = f" · {run.seconds:.1f} s"
    manifests = f"{files} manifest{'s' if files != 1 else ''}"
    if not shown:
        return f"no faults in {manifests}{notes}{seconds}"
    touched = len({row.span.path for row in shown})
    counts = ", ".join(
        f"{count} {severity}{'s' if count != 1 and severity != 'information' else ''}"
        for severity in SEVERITIES
        if (count := sum(1 for row in shown if row.severity == severity))
    )
    safe = sum(1 for row in shown if row.fixes and row.fixes[0].applicability == "safe")
    fixable = f" · {safe} safe fix{'es' if safe != 1 else ''} with --fix" if safe else ""
    return f"{len(shown)} finding{'s' if len(shown) != 1 else ''} ({counts}) in {touched} of {manifests}{fixable}{notes}{seconds}"
