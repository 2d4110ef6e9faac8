"""Where the cursor is while the text is broken: read from indentation and brackets, not from the tree.

Half a line does not parse, so completion cannot ask the tree where it is. The lines around it can: every open block has a column, and
the cursor belongs to the block of its column. Inside `{ }` and `[ ]` the brackets are followed back instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from dpone_lsp.features.completion import flow
from dpone_si.manifest.syntax.indentation import DASH, KEY, parents_of
from dpone_si.manifest.syntax.text import SourceText

#: What may follow a `#` for us to have a word in it.
_SUPPRESSION = re.compile(r"#[ \t]*dpone:[ \t]*(?:(?P<verb>[a-z-]*)|ignore(?:-file)?\[(?P<names>[^\]]*))$")
_BLOCK_SCALAR = re.compile(r"(?:^|:|-|\?)[ \t]+(?:[&!]\S*[ \t]+)*[|>][-+0-9]*[ \t]*(?:#.*)?$")
#: What may stand behind `key:` when its value is a block below: an anchor, a tag, a comment.
_NO_VALUE = re.compile(r"[ \t]*(?:[&!]\S*[ \t]*)*(?:#.*)?$")
_KEY_LINE = re.compile(r" *[^\s#][^:\n]*:(?:\s|$)")
_WORD_END = re.compile(r"[\w.\-]*")
#: What a value begins with that is more than a word.
_OPENERS: Final = tuple("&!|>{[*\"'")
#: What may follow a word between brackets.
_ENDS: Final = ("", " ", "\t", ":", ",", "}", "]")
_COLON = re.compile(r"\s*:(?:[ \t]+[&!]\S*)*[ \t]*")
#: How a value begins -> what it is. Of an alias it is not asked what it stands for.
_SHAPES: Final = {"{": "mapping", "[": "list", "*": "", "": "", ",": "", "}": "", "]": ""}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to complete at.

    `path` leads to the mapping or list (kind "key") or to the value's key (kind "value"); list positions are integers. `start` and
    `end` are the offsets of the text to replace, on one line, with the cursor between them.
    """

    kind: Literal["key", "value", "rule", "verb"]
    path: tuple[str | int, ...]
    start: int
    end: int
    #: What has been typed so far.
    prefix: str = ""
    #: True inside brackets.
    flow: bool = False
    #: Column at which the keys of the block stand.
    indent: int = 0
    #: How many columns deeper a block below stands, as elsewhere in the document.
    step: int = 2
    #: True when a value already follows the key being typed.
    has_value: bool = False
    #: What that value is: `mapping`, `list` or `scalar`; '' when it is not there yet or cannot be told.
    shape: str = ""
    #: Written before what is inserted: the blank after `key:` and `-`, or missing indentation.
    lead: str = ""
    #: The quote that is open, and whether it is closed behind the cursor.
    quote: str = ""
    closed: bool = False
    #: Written behind what is inserted: the comma before the next thing between brackets.
    tail: str = ""
    #: True when a list stands at this place already: only items fit.
    listed: bool = False
    #: True when the dashes of a list follow below: they become the value of the key.
    over_list: bool = False
    #: Keys the mapping has besides the one being typed.
    present: frozenset[str] = field(default_factory=frozenset[str])


def spot_at(source: SourceText, offset: int) -> Spot | None:
    """The spot at an offset; None where there is nothing to complete: comments, running text, block scalars, columns of no block."""
    line = source.line_of(offset)
    begin, end = source.line_span(line)
    if source.text.startswith("\ufeff", begin):
        begin += 1
    if not begin <= offset <= end:
        return None
    before, after = source.text[begin:offset], source.text[offset:end]
    mark = comment_start(before)
    if mark is not None:
        return _in_comment(before[mark:], offset)
    if before.startswith(("---", "...", "%")) or "\t" in before[: len(before) - len(before.lstrip(" \t"))]:
        return None
    if _in_block_scalar(source, line, before):
        return None
    inside = flow.brackets(source, offset, line)
    if inside is not None:
        return _in_brackets(source, offset, line, inside)
    return _in_block(source, offset, line, begin, before, after)


# --- comments ---------------------------------------------------------------------------------------------------------


def comment_start(before: str) -> int | None:
    """Where a comment begins in the part of a line before the cursor; None when the cursor is in none."""
    quote = ""
    for index, char in enumerate(before):
        if quote:
            if char == quote and not (quote == '"' and before[index - 1] == "\\"):
                quote = ""
        elif char in "'\"" and (index == 0 or before[index - 1] in " \t[{,:"):
            quote = char
        elif char == "#" and (index == 0 or before[index - 1] in " \t"):
            return index
    return None


def _in_comment(comment: str, offset: int) -> Spot | None:
    match = _SUPPRESSION.match(comment)
    if match is None:
        return None
    if match.group("names") is None:
        verb = match.group("verb")
        return Spot("verb", (), offset - len(verb), offset, verb)
    typed = match.group("names").rpartition(",")[2].lstrip()
    given = frozenset(name.strip() for name in match.group("names").split(",")[:-1])
    return Spot("rule", (), offset - len(typed), offset, typed, present=given)


# --- flow style -------------------------------------------------------------------------------------------------------


def _in_brackets(source: SourceText, offset: int, line: int, inside: flow.Brackets) -> Spot | None:
    text = source.text
    piece = inside.piece
    typed = piece.lstrip()
    path = flow.path_to(source, inside)
    limit = source.line_span(line)[1]
    if inside.opener == "{":
        key = flow.KEY.match(piece)
        if key is None:
            start = offset - len(typed)
            quote, typed, start = _unquoted(typed, start)
            if " " in typed or "\n" in typed or typed.startswith(("?", "*", "&", "!")) or (quote and quote in typed):
                return None
            stop, closed = _end_of_word(text, offset, limit, quote)
            if not quote and text[stop:limit][:1] not in _ENDS:
                return None  # in the middle of something that is no word
            follows = re.compile(r"\s*:").match(text, stop + closed) is not None
            present = flow.keys_of(text, inside, offset)
            tail = "" if follows else flow.comma_after(source, inside, stop + closed)
            if tail and quote:
                return None
            shape = _shape(text, stop + closed) if follows else ""
            return Spot("key", path, start, stop, typed, True, 0, 2, follows, shape, "", quote, closed, tail, present=present)
        path = (*path, key.group("key"))
        typed = piece[key.end() :].lstrip()
        glued = not piece[key.end() :]
    else:
        path, glued = (*path, 0), False
    if "\n" in typed:
        return None
    start = offset - len(typed)
    quote, typed, start = _unquoted(typed, start)
    if (quote and quote in typed) or (not quote and (" " in typed or typed.startswith(("&", "!")))):
        return None
    if not quote and not typed and text[offset:limit][:1].isspace() and text[offset:limit].lstrip()[:1] not in ("", ",", "]", "}", "#"):
        return None  # the cursor stands in the blanks before a value
    if not quote and not typed and text[offset:limit][:1] in _OPENERS:
        return None  # a value of another kind begins here
    stop, closed = flow.value_end(text, offset, limit, quote)
    return Spot("value", path, start, stop, typed, True, lead=" " if glued else "", quote=quote, closed=closed)


# --- block style ------------------------------------------------------------------------------------------------------


def _in_block(source: SourceText, offset: int, line: int, begin: int, before: str, after: str) -> Spot | None:
    indent = len(before) - len(before.lstrip(" "))
    rest, column = before[indent:], indent
    dashes: list[int] = []
    lead = ""
    while (dash := DASH.match(rest)) is not None:
        dashes.append(column)
        lead = "" if dash.end() > 1 else " "
        column += max(dash.end(), 2) if lead else dash.end()
        rest = rest[dash.end() :]
    key = KEY.match(rest)
    first = dashes[0] if dashes else column
    above = _Above(source, line, blank=not (rest + after).strip())
    if key is not None:
        return _block_value(source, offset, line, column, dashes, rest, key, after)
    quote, typed, start = _unquoted(rest, offset - len(rest))
    if " " in typed or typed.startswith(("*", "&", "!", "?", "|", ">", "@", "`", "%")) or (quote and quote in typed):
        return None
    if after.strip() and not typed and not _WORD_END.match(after).group():  # type: ignore[union-attr]
        return None
    limit = begin + len(before) + len(after)
    stop, closed = _end_of_word(source.text, offset, limit, quote)
    behind = source.text[stop + closed : limit]
    follows = re.match(r"\s*:(?:\s|$)", behind) is not None
    if not follows and behind.strip() and not behind.strip().startswith("#"):
        return None
    target = above.column_for(first, dashed=bool(dashes))
    if target is None:
        return None
    if not dashes and target != column:
        if quote:
            return None
        if target < column:
            start = begin + target
        else:
            lead = " " * (target - column)
        column = target
    elif dashes and target != first:
        return None
    below = _next_line(source, line)
    if below is not None and not follows and below > column:
        return None  # what stands below would become the value of the new key
    if above.empty and _document_begins_below(source, line):
        return None
    parents = parents_of(source, line, column, dashes)
    present = _keys_around(source, line, column, bool(dashes))
    if column == 0 and not dashes and _is_a_list(source, line):
        return None
    listed = above.listed and target == above.child and not dashes
    over_list = not follows and not listed and below == column and not dashes and _starts_with_dash(source, line)
    shape = _shape(source.text, stop + closed, limit) if follows else ""
    if follows and _NO_VALUE.match(behind[behind.index(":") + 1 :]) is not None:
        shape = _shape_below(source, line, column)
    return Spot("key", parents, start, stop, typed, False, column, _step(source), follows, shape, lead, quote, closed, "", listed, over_list, present)


def _block_value(
    source: SourceText, offset: int, line: int, column: int, dashes: list[int], rest: str, key: re.Match[str], after: str
) -> Spot | None:
    value = rest[key.end() :]
    typed = value.lstrip()
    whole = (typed + after).strip()
    if not whole or whole.startswith("#"):
        below = _next_line(source, line)
        if below is not None and (below > column or (below == column and _starts_with_dash(source, line))):
            return None  # the value stands below
    start = offset - len(typed)
    quote, typed, start = _unquoted(typed, start)
    if (quote and quote in typed) or (not quote and (" " in typed or typed.startswith(("&", "!", "|", ">", "{", "[")))):
        return None
    limit = offset + len(after)
    if quote:
        stop, closed = flow.value_end(source.text, offset, limit, quote)
    else:
        rest_of_line = re.split(r"(?:(?<=\s)|^)#", after, maxsplit=1)[0].rstrip() if typed or not after[:1].isspace() else ""
        if not typed and after.strip() and not rest_of_line and not after.strip().startswith("#"):
            return None  # the cursor stands in the blanks before a value
        if rest_of_line[:1] in _OPENERS and not typed:
            return None
        stop, closed = offset + len(rest_of_line), False
    parents = parents_of(source, line, column, dashes)
    lead = "" if value else " "
    return Spot("value", (*parents, key.group("key")), start, stop, typed, False, column, 2, False, "", lead, quote, closed)


def _shape(text: str, offset: int, limit: int | None = None) -> str:
    """What begins on the same line behind the colon that follows an offset."""
    colon = _COLON.match(text, offset)
    at = offset if colon is None else colon.end()
    return _SHAPES.get(text[at : at + 1] if limit is None or at < limit else "", "scalar")


def _shape_below(source: SourceText, line: int, column: int) -> str:
    """What stands below a key at a column that has nothing behind its colon."""
    below = _next_line(source, line)
    if below is None or below < column:
        return ""
    if _starts_with_dash(source, line):
        return "list"
    return "mapping" if below > column and _KEY_LINE.match(_line_below(source, line)) is not None else ""


def _unquoted(typed: str, start: int) -> tuple[str, str, int]:
    """The quote that is open, what was typed inside it, and where that begins."""
    if typed[:1] in ("'", '"'):
        return typed[0], typed[1:], start + 1
    return "", typed, start


def _end_of_word(text: str, offset: int, limit: int, quote: str) -> tuple[int, bool]:
    if quote:
        return flow.value_end(text, offset, limit, quote)
    match = _WORD_END.match(text, offset, limit)
    return (offset if match is None else match.end()), False


class _Above:
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
            columns, at, rest = _columns(text, width)
            key = KEY.match(rest)
            if self.empty:
                self.empty = False
                if key is not None and _NO_VALUE.match(rest, key.end()) is not None:
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
        below = _next_line(source, line)
        listed = _starts_with_dash(source, line)
        if below is not None and (listed or _KEY_LINE.match(_line_below(source, line)) is not None) and below > opening - listed:
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


def _columns(text: str, width: int) -> tuple[list[int], int, str]:
    """Columns of the dashes that begin a line, the column behind them, and the rest of the line."""
    columns: list[int] = []
    rest, at = text[width:], width
    while (dash := DASH.match(rest)) is not None:
        columns.append(at)
        at += dash.end()
        rest = rest[dash.end() :]
    return columns, at, rest


def _line_below(source: SourceText, line: int) -> str:
    """The next line of code; '' at the end of the text."""
    number, _ = next(source.lines_below(line), (None, 0))
    return "" if number is None else source.line_text(number)


def _next_line(source: SourceText, line: int) -> int | None:
    """Indentation of the next line of code; None at the end of the text."""
    return next(source.lines_below(line), (0, None))[1]


def _step(source: SourceText) -> int:
    """The indentation of the first block below another one."""
    for number in range(min(source.line_count, 300)):
        text = source.line_text(number)
        stripped = text.lstrip(" ")
        if stripped and stripped[0] not in "#-" and len(stripped) < len(text) and KEY.match(stripped) is not None:
            return min(len(text) - len(stripped), 8)
    return 2


def _document_begins_below(source: SourceText, line: int) -> bool:
    if line > 0 and source.line_text(line - 1).lstrip("\ufeff").startswith("%"):
        return True
    return any(source.line_text(number).startswith(("---", "%")) for number in range(line + 1, min(line + 50, source.line_count)))


def _starts_with_dash(source: SourceText, line: int) -> bool:
    stripped = _line_below(source, line).strip()
    return stripped == "-" or stripped.startswith("- ")


def _is_a_list(source: SourceText, line: int) -> bool:
    """True when the document above a line is a list, beside whose dashes no key can stand."""
    first = next((number for number, width in reversed([*source.lines_above(line)]) if width == 0), None)
    return first is not None and DASH.match(source.line_text(first).lstrip("\ufeff")) is not None


def _keys_around(source: SourceText, line: int, column: int, dashed: bool) -> frozenset[str]:
    """Keys at `column` in the same block, above and below the line."""
    found: set[str] = set()
    if not dashed:
        for number, width in source.lines_above(line):
            if width > column:
                continue
            _, at, rest = _columns(source.line_text(number).lstrip("\ufeff"), width)
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


def _in_block_scalar(source: SourceText, line: int, before: str) -> bool:
    """True when a line above begins a block scalar that the line belongs to."""
    indent = len(before) - len(before.lstrip(" "))
    for number, width in source.lines_above(line):
        if width < indent:
            return _BLOCK_SCALAR.search(source.line_text(number)) is not None
    return False
