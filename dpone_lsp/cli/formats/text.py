"""`--format text`: code frames for people. The place, the line, the underline, what explains it, and the cure."""

from __future__ import annotations

import os
import sys
from typing import Any

from dpone_lsp.cli.formats.json import shown_path
from dpone_lsp.cli.runner import Run
from dpone_lsp.findings import SEVERITIES, Finding, Place
from dpone_lsp.proof import fixes_of

_COLORS = {"error": "31;1", "warning": "33;1", "information": "34;1", "hint": "36;1"}


def render(run: Run, options: Any) -> str:
    """The report as text for a terminal."""
    paint = _Paint(_wants_color(getattr(options, "color", "auto")))
    limit = SEVERITIES.index(getattr(options, "show", "warning"))
    shown = [finding for finding in run.findings if SEVERITIES.index(finding.severity) <= limit]
    parts = [_finding(finding, run, paint) for finding in shown]
    parts.append(_summary(run, shown, paint))
    return "\n".join(parts) + "\n"


class _Paint:
    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._on and text else text


def _wants_color(choice: str) -> bool:
    if choice == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return choice == "always"


def _finding(finding: Finding, run: Run, paint: _Paint) -> str:
    color = _COLORS[finding.severity]
    head = paint(f"{finding.severity}[{finding.rule}]", color) + ": " + paint(clean(finding.message), "1")
    start = finding.place.span[0]
    line, column = finding.document.source.position(start)
    lines = [head, f"  {paint(f'{shown_path(finding.document.path)}:{line + 1}:{column + 1}', '2')}"]
    lines.extend(_frame(finding, paint, color))
    for other in finding.related:
        if other.place.document is not finding.document:
            other_line, other_column = other.place.document.source.position(other.place.span[0])
            where = f"{shown_path(other.place.document.path)}:{other_line + 1}:{other_column + 1}"
            lines.append(f"     = see {where}: {clean(other.message)}")
    lines.extend(f"     = {clean(note)}" for note in finding.notes)
    if len(finding.processes) > 1:
        names = ", ".join(clean(name) for name in finding.processes[:6])
        more = f", and {len(finding.processes) - 6} more" if len(finding.processes) > 6 else ""
        lines.append(f"     = concerns {len(finding.processes)} processes: {names}{more}")
    analysis = run.analysis_of(finding)
    for fix in (fixes_of(finding, analysis) if analysis is not None and finding.fixes else [])[:3]:
        consequence = f": {clean(fix.consequence)}" if fix.consequence else ""
        lines.append(f"     = fix: {clean(fix.title)}  [{fix.applicability}{consequence}]")
    lines.append("")
    return "\n".join(lines)


def _frame(finding: Finding, paint: _Paint, color: str) -> list[str]:
    """The underlined lines: the finding's own and the related ones of the same file, in order."""
    marks: dict[int, list[tuple[int, int, str, str]]] = {}
    for place, label, mark, tint in _marks(finding, color):
        source = place.document.source
        start, end = place.span
        line, column = source.position(start)
        last, end_column = source.position(end)
        width = (end_column if last == line else len(source.line_text(line))) - column
        marks.setdefault(line, []).append((column, max(width, 1), mark, paint(label, tint) if label else ""))
    numbers = sorted(marks)
    gutter = max(len(str(number + 1)) for number in numbers)
    blank = " " * gutter
    lines = [f"  {blank} {paint('|', '2')}"]
    previous: int | None = None
    for number in numbers:
        if previous is not None and number > previous + 1:
            lines.append(f"  {paint('..', '2'):<{gutter}} {paint('|', '2')}" if gutter > 1 else f"  {paint('.', '2')} {paint('|', '2')}")
        text = clean(finding.document.source.line_text(number).replace("\t", " "))
        shown, cut = _cut(text, min(mark[0] for mark in marks[number]))
        lines.append(f"  {number + 1:>{gutter}} {paint('|', '2')} {shown}")
        for column, width, mark, label in marks[number]:
            at = max(column - cut, 0)
            tail = f" {label}" if label else ""
            visible = max(min(width, max(len(shown) - at, 1)), 1)
            lines.append(f"  {blank} {paint('|', '2')} {' ' * at}{paint(mark * visible, color if mark == '^' else '34')}{tail}")
        previous = number
    lines.append(f"  {blank} {paint('|', '2')}")
    return lines


def _marks(finding: Finding, color: str) -> list[tuple[Place, str, str, str]]:
    marks = [(finding.place, clean(finding.label), "^", color)]
    marks.extend(
        (other.place, clean(other.message), "-", "34") for other in finding.related if other.place.document is finding.document
    )
    return marks


def _cut(text: str, column: int, width: int = 140) -> tuple[str, int]:
    """A long line is shown around the column of interest."""
    if len(text) <= width:
        return text, 0
    begin = max(0, min(column - 20, len(text) - width))
    return text[begin : begin + width], begin


def clean(text: str) -> str:
    """Text without control characters: nothing a manifest holds may steer the terminal."""
    return "".join(char if char.isprintable() else "?" for char in text)


def _summary(run: Run, shown: list[Finding], paint: _Paint) -> str:
    if not run.files:
        return f"no manifests found ({len(run.skipped)} other YAML files; --verbose says why they are not checked)"
    hidden = len(run.findings) - len(shown)
    notes = f" · {hidden} notes not shown (--show hint)" if hidden else ""
    seconds = f" · {run.seconds:.1f} s"
    manifests = f"{run.files} manifest{'s' if run.files != 1 else ''}"
    if not shown:
        return f"no faults in {manifests}{notes}{seconds}"
    touched = len({finding.document.path for finding in shown})
    counts = ", ".join(
        f"{count} {severity}{'s' if count != 1 and severity in ('error', 'warning', 'hint') else ''}"
        for severity in SEVERITIES
        if (count := sum(1 for finding in shown if finding.severity == severity))
    )
    return f"{len(shown)} finding{'s' if len(shown) != 1 else ''} ({counts}) in {touched} of {manifests}{notes}{seconds}"
