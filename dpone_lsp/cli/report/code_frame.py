"""Code frames: lines of a file with stretches underlined and labelled, fitted to a width in terminal cells.

All marks of a line stand in one row; the last one's label follows it, the others hang below their mark. Letters that
take two cells, none (accents) or up to a tab stop are counted as a terminal draws them, so an underline stands where it
should.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from dpone_lsp.cli.report.printable import clean
from dpone_si.records import record

_TAB: Final = 4
#: What stands for text that is cut off.
_CUT: Final = "…"
#: How much is shown before the place of interest when a line has to be cut.
_BEFORE: Final = 20

Paint = Callable[[str, str], str]
_FAINT: Final = "2"


@record(frozen=True)
class Mark:
    """A stretch of one line, in code points from 0. The `chief` one is what the finding is about."""

    line: int
    start: int
    end: int
    label: str
    color: str
    chief: bool = False


def frame(lines: Mapping[int, str], marks: Iterable[Mark], width: int, gutter: int, paint: Paint) -> list[str]:
    """The marked lines in order, each with its underlines and labels; `gutter` is the width of the line numbers."""
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.line, []).append(mark)
    empty = f"  {' ' * gutter} {paint('|', _FAINT)}"
    made = [empty]
    previous: int | None = None
    for number in sorted(by_line):
        if previous is not None and number > previous + 1:
            dots = "." * min(gutter, 2)
            made.append(f"  {paint(dots, _FAINT)}{' ' * (gutter - len(dots))} {paint('|', _FAINT)}")
        shown, rows = _line(lines.get(number, ""), by_line[number], width, paint)
        made.append(f"  {number:>{gutter}} {paint('|', _FAINT)} {shown}".rstrip())
        made.extend(f"{empty} {row}" for row in rows)
        previous = number
    made.append(empty)
    return made


def _line(text: str, marks: list[Mark], width: int, paint: Paint) -> tuple[str, list[str]]:
    """A line as it is shown, and the rows below it."""
    cells = _Cells(text)
    chief = min(marks, key=lambda mark: (not mark.chief, mark.start))
    window = _Window(cells, chief, width)
    spans = [(*window.span(mark), mark) for mark in marks]
    return window.text(), _rows(spans, width, paint)


class _Cells:
    """A line cut into what a terminal draws: per code point its text, and the cell it begins at."""

    def __init__(self, text: str) -> None:
        wide = None if text.isascii() else _width
        self.glyphs: list[str] = []
        self.at: list[int] = [0]
        column = 0
        for char, safe in zip(text, clean(text), strict=True):
            if char == "\t":
                glyph = " " * (_TAB - column % _TAB)
                column += len(glyph)
            else:
                glyph = safe
                column += 1 if wide is None else wide(safe)
            self.glyphs.append(glyph)
            self.at.append(column)

    def cell(self, index: int) -> int:
        return self.at[min(index, len(self.glyphs))]


def _width(char: str) -> int:
    from unicodedata import category, east_asian_width

    if category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in ("W", "F") else 1


class _Window:
    """The piece of a line that fits, around the mark that matters most."""

    def __init__(self, cells: _Cells, chief: Mark, width: int) -> None:
        self._cells = cells
        total = cells.at[-1]
        # The beginning of a line is worth more than the end of a long mark.
        from_start = total <= width or min(cells.cell(chief.end), cells.cell(chief.start) + width // 2) < width
        self._begin = 0 if from_start else max(0, min(cells.cell(chief.start) - _BEFORE, total - width))
        self._end = min(total, self._begin + width)
        self._cut_before = self._begin > 0
        self._cut_behind = self._end < total

    def text(self) -> str:
        """What is shown; half of a wide letter at an edge is a blank."""
        if not self._cut_before and not self._cut_behind:
            return "".join(self._cells.glyphs)
        first, last = self._begin + self._cut_before, self._end - self._cut_behind
        parts: list[str] = []
        for glyph, start, end in zip(self._cells.glyphs, self._cells.at, self._cells.at[1:], strict=False):
            if first <= start and end <= last:
                parts.append(glyph)
            elif end > first and start < last:
                parts.append(" " * (min(end, last) - max(start, first)))
        return f"{_CUT if self._cut_before else ''}{''.join(parts)}{_CUT if self._cut_behind else ''}"

    def span(self, mark: Mark) -> tuple[int, int]:
        """Where a mark stands in what is shown; one that lies outside of it stands at the edge."""
        shown = self._end - self._begin
        start = min(max(self._cells.cell(mark.start) - self._begin, 0), max(shown - self._cut_behind, 0))
        end = min(max(self._cells.cell(mark.end) - self._begin, start + 1), max(shown, start + 1))
        return start, end


def _rows(spans: list[tuple[int, int, Mark]], width: int, paint: Paint) -> list[str]:
    """The row of underlines, and the rows of labels that hang below it."""
    row: list[tuple[str, str]] = [(" ", "")] * max(end for _, end, _ in spans)
    # A short mark inside a long one is drawn over it.
    for start, end, mark in sorted(spans, key=lambda span: span[0] - span[1]):
        row[start:end] = [("^" if mark.chief else "-", mark.color)] * (end - start)
    labelled = sorted((span for span in spans if span[2].label), key=lambda span: (span[0], span[1]))
    tail = ""
    if labelled and labelled[-1][1] == len(row):
        start, end, last = labelled[-1]
        fits_only_below = end + 1 + len(last.label) > width >= start + len(last.label)
        if not fits_only_below:
            labelled.pop()
            tail = " " + paint(last.label, last.color)
    rows = [_painted(row, paint) + tail]
    while labelled:
        start, _, mark = labelled.pop()
        bars = [(" ", "")] * start
        for other, _, left in labelled:
            if other < start:
                bars[other] = ("|", left.color)
        rows.append(_painted(bars, paint) + paint(mark.label, mark.color))
    return rows


def _painted(cells: list[tuple[str, str]], paint: Paint) -> str:
    """Cells as text, neighbours of one colour painted together."""
    from itertools import groupby

    return "".join(
        paint("".join(char for char, _ in group), color) for color, group in groupby(cells, key=lambda cell: cell[1])
    )
