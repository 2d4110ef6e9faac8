"""Key paths read from indentation: where a line hangs when the text around it does not parse."""

from __future__ import annotations

import re
from typing import Final

from dpone_si.manifest.syntax.text import SourceText

#: A key with its colon at the start of a piece of a line; names of schemas and labels may be in any language.
KEY: Final = re.compile(
    r"(?P<quote>['\"]?)(?![&*!|>%@`?])(?P<key>(?:[^\s'\"#:,\[\]]|(?<=\S)#| (?!#))*?)(?P=quote)\s*:(?=\s|$)"
)
#: The dash of a list item.
DASH: Final = re.compile(r"-(?:\s+|$)")


def path_before(source: SourceText, offset: int) -> tuple[str | int, ...]:
    """The block path of a value that begins at `offset`. List positions are 0: indentation does not tell them."""
    begin = source.line_start(offset)
    line = source.line_of(offset)
    end = source.line_span(line)[1]
    while offset < end and source.text[offset] in " \t":
        offset += 1
    before = source.text[begin:offset]
    if "\t" in before:
        # A tab indents nothing in YAML; read as two columns it is what the author most likely meant.
        key = KEY.match(source.text, offset, end)
        parents = parents_of(source, line, len(before.expandtabs(2)), [])
        return (*parents, key.group("key")) if key is not None else parents
    indent = len(before) - len(before.lstrip(" "))
    dashes, column, rest = dashes_of(before, indent)
    parents = parents_of(source, line, column, dashes)
    key = KEY.match(rest)
    return (*parents, key.group("key")) if key is not None else parents


def parents_of(source: SourceText, line: int, column: int, dashes: list[int]) -> tuple[str | int, ...]:
    """The path to the block whose keys stand at `column` on `line`."""
    path: list[str | int] = []
    limit = column
    for dash in reversed(dashes):
        path.insert(0, 0)
        limit = dash
    # After a dash a parent key may stand in the dash's own column (`tables:` over `- x`).
    equal = bool(dashes)
    for number, width in source.lines_above(line):
        # In the column of the block itself only a key can be its parent, and only over dashes.
        if width > limit or (width == limit and (not equal or source.text[source.line_starts[number] + width] == "-")):
            continue
        columns, at, rest = dashes_of(source.line_text(number).lstrip("\ufeff"), width)
        key = KEY.match(rest)
        if key is not None and (at < limit or (equal and at == limit and not columns)):
            path.insert(0, key.group("key"))
            limit, equal = at, False
        for dash_column in reversed(columns):
            if dash_column < limit:
                path.insert(0, 0)
                limit, equal = dash_column, True
        if limit == 0 and not equal:
            break
    return tuple(path)


def dashes_of(text: str, indent: int) -> tuple[list[int], int, str]:
    """Columns of the dashes that begin a line with so many blanks, the column behind them, and the rest of the line."""
    columns: list[int] = []
    rest, at = text[indent:], indent
    while (dash := DASH.match(rest)) is not None:
        columns.append(at)
        at += dash.end()
        rest = rest[dash.end() :]
    return columns, at, rest
