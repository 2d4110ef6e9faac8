"""The lines around the cursor: which blocks are open above it, and what stands below."""

from __future__ import annotations

import re

from dpone_si.manifest.syntax.indentation import DASH, KEY, dashes_of
from dpone_si.manifest.syntax.text import SourceText

_BLOCK_SCALAR = re.compile(r"(?:^|:|-|\?)[ \t]+(?:[&!]\S*[ \t]+)*[|>][-+0-9]*[ \t]*(?:#.*)?$")
#: What may stand behind `key:` when its value is a block below: an anchor, a tag, a comment.
NO_VALUE = re.compile(r"[ \t]*(?:[&!]\S*[ \t]*)*(?:#.*)?$")
KEY_LINE = re.compile(r" *[^\s#][^:\n]*:(?:\s|$)")


class Above:
    """The blocks that are open at a line, read from the lines above it."""

    def __init__(self, source: SourceText, line: int, *, blank: bool) -> None:
        #: Columns of open blocks, innermost first, with whether it is a list.
        self.blocks: list[tuple[int, bool]] = []
        #: Column of the key above whose block may begin here; None when the line above has a value.
        self.opening: int | None = None
        #: Column of the keys or dashes that stand below the opening key already, and whether they are dashes.
        self.child: int | None = None
        self.listed = False
        self.empty = True
        limit: int | None = None
        for number, width in source.lines_above(line):
            if limit is not None and width >= limit:
                continue
            text = source.line_text(number).lstrip("\ufeff")
            if text.startswith(("---", "%"), width):
                continue
            columns, at, rest = dashes_of(text, width)
            key = KEY.match(rest)
            if self.empty:
                self.empty = False
                if key is not None and NO_VALUE.match(rest, key.end()) is not None:
                    self.opening = at
                    if blank:
                        self._look_below(source, line, at)
                elif key is None and not rest.strip() and columns:
                    self.opening = columns[-1]  # a lone dash
            if key is not None and (limit is None or at < limit):
                self.blocks.append((at, False))
            for dash in reversed(columns):
                if limit is None or dash < limit:
                    self.blocks.append((dash, True))
            limit = width
            if width == 0:
                break

    def _look_below(self, source: SourceText, line: int, opening: int) -> None:
        below = next_line(source, line)
        listed = starts_with_dash(source, line)
        if (
            below is not None
            and (listed or KEY_LINE.match(line_below(source, line)) is not None)
            and below > opening - listed
        ):
            self.child, self.listed = below, listed

    def column_for(self, column: int, *, dashed: bool) -> int | None:
        """The column of the block that a line beginning at `column` belongs to; None when it belongs to none."""
        if self.empty:
            return 0 if not dashed else column
        if self.opening is not None and (column > self.opening or (dashed and column == self.opening)):
            return self.child if self.child is not None and not dashed else column
        innermost = self.blocks[0][0] if self.blocks else 0
        if column > innermost:
            return None  # running text goes on, or a column of no block
        if dashed:
            return column if any(at == column for at, _ in self.blocks) else None
        return next((at for at, _ in self.blocks if at <= column), None)


def line_below(source: SourceText, line: int) -> str:
    """The next line of code; '' at the end of the text."""
    number, _ = next(source.lines_below(line), (None, 0))
    return "" if number is None else source.line_text(number)


def next_line(source: SourceText, line: int) -> int | None:
    """Indentation of the next line of code; None at the end of the text."""
    return next(source.lines_below(line), (0, None))[1]


def step(source: SourceText) -> int:
    """The indentation of the first block below another one."""
    for number in range(min(source.line_count, 300)):
        text = source.line_text(number)
        stripped = text.lstrip(" ")
        if stripped and stripped[0] not in "#-" and len(stripped) < len(text) and KEY.match(stripped) is not None:
            return min(len(text) - len(stripped), 8)
    return 2


def document_begins_below(source: SourceText, line: int) -> bool:
    if line > 0 and source.line_text(line - 1).lstrip("\ufeff").startswith("%"):
        return True
    return any(
        source.line_text(number).startswith(("---", "%"))
        for number in range(line + 1, min(line + 50, source.line_count))
    )


def starts_with_dash(source: SourceText, line: int) -> bool:
    stripped = line_below(source, line).strip()
    return stripped == "-" or stripped.startswith("- ")


def is_a_list(source: SourceText, line: int) -> bool:
    """True when the document above a line is a list, beside whose dashes no key can stand."""
    first = next((number for number, width in reversed([*source.lines_above(line)]) if width == 0), None)
    return first is not None and DASH.match(source.line_text(first).lstrip("\ufeff")) is not None


def keys_around(source: SourceText, line: int, column: int, dashed: bool) -> frozenset[str]:
    """Keys at `column` in the same block, above and below the line."""
    found: set[str] = set()
    if not dashed:
        for number, width in source.lines_above(line):
            if width > column:
                continue
            _, at, rest = dashes_of(source.line_text(number).lstrip("\ufeff"), width)
            if at == column and (key := KEY.match(rest)) is not None:
                found.add(key.group("key"))
            if width < column:
                break
    for number, width in source.lines_below(line):
        if width < column:
            break
        text = source.line_text(number)
        if width == column and DASH.match(text, width) is None and (key := KEY.match(text, width)) is not None:
            found.add(key.group("key"))
    return frozenset(found)


def shape_below(source: SourceText, line: int, column: int) -> str:
    """What stands below a key at a column that has nothing behind its colon."""
    below = next_line(source, line)
    if below is None or below < column:
        return ""
    if starts_with_dash(source, line):
        return "list"
    return "mapping" if below > column and KEY_LINE.match(line_below(source, line)) is not None else ""


def in_block_scalar(source: SourceText, line: int, before: str) -> bool:
    """True when a line above begins a block scalar that the line belongs to."""
    indent = len(before) - len(before.lstrip(" "))
    for number, width in source.lines_above(line):
        if width < indent:
            return _BLOCK_SCALAR.search(source.line_text(number)) is not None
    return False
