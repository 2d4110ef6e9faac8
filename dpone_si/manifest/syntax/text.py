"""SourceText: a document's text, its lines, and the columns every protocol counts differently.

Offsets everywhere else in the project are code points into `SourceText.text`; nothing else knows about columns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n|\n|\r")
#: The indentation of a line that holds more than a comment.
_CODE = re.compile(r"\ufeff?( *)(?=[^ \r\n#\ufeff])")

#: The encodings a position may be counted in (the names are those of the Language Server Protocol).
ENCODINGS = ("utf-8", "utf-16", "utf-32")


class SourceText:
    """The text of one version of one document. Lines end at ``\\n``, ``\\r\\n`` or ``\\r``, as editors count them."""

    __slots__ = ("_ascii", "_starts", "_widths", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None
        self._ascii: bool | None = None
        self._widths: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """Offset of the first character of every line; there is always at least one line."""
        starts = self._starts
        if starts is None:
            text = self.text
            if "\r" in text:
                starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
            else:
                starts = [0]
                append = starts.append
                find = text.find
                at = find("\n")
                while at >= 0:
                    append(at + 1)
                    at = find("\n", at + 1)
            self._starts = starts
        return starts

    @property
    def line_count(self) -> int:
        return len(self.line_starts)

    def line_of(self, offset: int) -> int:
        """Zero-based line that holds `offset`; offsets outside the text are clamped to it."""
        return bisect_right(self.line_starts, min(max(offset, 0), len(self.text))) - 1

    def line_start(self, offset: int) -> int:
        """Offset of the first character of the line that holds `offset`."""
        return self.line_starts[self.line_of(offset)]

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end offset of a zero-based line, the line break not included."""
        starts = self.line_starts
        if line >= len(starts):
            return len(self.text), len(self.text)
        start = starts[line]
        end = starts[line + 1] if line + 1 < len(starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def line_text(self, line: int) -> str:
        start, end = self.line_span(line)
        return self.text[start:end]

    def lines_above(self, line: int) -> Iterator[tuple[int, int]]:
        """(line, indentation) of the lines above one, the nearest first; blank lines and comments are left out."""
        widths = self._indentations()
        return ((number, widths[number]) for number in range(line - 1, -1, -1) if widths[number] >= 0)

    def lines_below(self, line: int) -> Iterator[tuple[int, int]]:
        """(line, indentation) of the lines below one; blank lines and comments are left out."""
        widths = self._indentations()
        return ((number, widths[number]) for number in range(line + 1, len(widths)) if widths[number] >= 0)

    def _indentations(self) -> list[int]:
        """The indentation of every line; -1 for blank lines and comments."""
        widths = self._widths
        if widths is None:
            text, match = self.text, _CODE.match
            found = [match(text, start) for start in self.line_starts]
            widths = self._widths = [-1 if one is None else one.end() - one.start(1) for one in found]
        return widths

    def position(self, offset: int, encoding: str = "utf-32") -> tuple[int, int]:
        """Zero-based (line, column) of an offset, the column counted in units of `encoding`."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.line_starts, offset) - 1
        start = self.line_starts[line]
        if encoding == "utf-32" or self._is_ascii():
            return line, offset - start
        return line, _units(self.text[start:offset], encoding)

    def positions(self, start: int, end: int, encoding: str = "utf-32") -> tuple[tuple[int, int], tuple[int, int]]:
        """Both ends of a stretch of text. Nearly all lie within one line, whose number is then looked for once."""
        first = self.position(start, encoding)
        line, column = first
        starts = self.line_starts
        if (
            (encoding == "utf-32" or self._is_ascii())
            and 0 <= start <= end <= len(self.text)
            and (line + 1 == len(starts) or end < starts[line + 1])
        ):
            return first, (line, column + end - start)
        return first, self.position(end, encoding)

    def offset(self, line: int, column: int, encoding: str = "utf-32") -> int:
        """Offset of a zero-based (line, column); columns past the line's end and lines past the text are clamped.

        A column that falls inside one character (half of a surrogate pair) is moved to that character's start.
        """
        if line < 0:
            return 0
        if line >= len(self.line_starts):
            return len(self.text)
        start, end = self.line_span(line)
        if encoding == "utf-32" or self._is_ascii():
            return min(start + max(column, 0), end)
        at, left = start, column
        while at < end:
            width = _width(self.text[at], encoding)
            if left < width:
                break
            left -= width
            at += 1
        return at

    def _is_ascii(self) -> bool:
        if self._ascii is None:
            self._ascii = self.text.isascii()
        return self._ascii


def _width(char: str, encoding: str) -> int:
    point = ord(char)
    if encoding == "utf-16":
        return 2 if point > 0xFFFF else 1
    return 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4


def _units(text: str, encoding: str) -> int:
    if text.isascii():
        return len(text)
    return sum(_width(char, encoding) for char in text)
