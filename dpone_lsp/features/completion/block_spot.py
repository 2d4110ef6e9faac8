"""Spots in block style: keys, and values behind `key:`."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dpone_lsp.features.completion import flow
from dpone_lsp.features.completion.lines import (
    NO_VALUE,
    Above,
    document_begins_below,
    is_a_list,
    keys_around,
    next_line,
    shape_below,
    starts_with_dash,
    step,
)
from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.features.completion.words import OPENERS, WORD_END, end_of_word, shape_behind, unquoted
from dpone_si.manifest.syntax.indentation import DASH, KEY, parents_of
from dpone_si.manifest.syntax.text import SourceText

#: What begins a word that is no key.
_NO_KEY: Final = ("*", "&", "!", "?", "|", ">", "@", "`", "%")
_COLON: Final = re.compile(r"\s*:(?:\s|$)")
_COMMENT: Final = re.compile(r"(?:(?<=\s)|^)#")


class _Line(NamedTuple):
    """The line of the cursor."""

    source: SourceText
    offset: int
    number: int
    #: Where it begins, and where it ends.
    begin: int
    limit: int
    #: Columns of the dashes that begin it, and the column of what stands behind them.
    dashes: list[int]
    column: int
    #: Text between the dashes and the cursor, and behind the cursor.
    rest: str
    after: str
    #: The blank that is missing behind the last dash.
    lead: str


class _Word(NamedTuple):
    """The word that is being typed: the text to replace, its quote, and what stands behind it on the line."""

    quote: str
    typed: str
    start: int
    stop: int
    closed: bool
    behind: str
    #: True when a colon follows.
    follows: bool


def in_block(source: SourceText, offset: int, line: int, begin: int, before: str, after: str) -> Spot | None:
    """The spot at an offset outside brackets; `before` and `after` are the parts of its line. None where nothing can
    be completed.
    """
    indent = len(before) - len(before.lstrip(" "))
    rest, column = before[indent:], indent
    dashes: list[int] = []
    lead = ""
    while (dash := DASH.match(rest)) is not None:
        dashes.append(column)
        lead = "" if dash.end() > 1 else " "
        column += max(dash.end(), 2) if lead else dash.end()
        rest = rest[dash.end() :]
    here = _Line(source, offset, line, begin, begin + len(before) + len(after), dashes, column, rest, after, lead)
    key = KEY.match(rest)
    return _key(here) if key is None else _value(here, key)


def _key(here: _Line) -> Spot | None:
    word = _word(here)
    if word is None:
        return None
    source, line, dashes = here.source, here.number, here.dashes
    above = Above(source, line, blank=not (here.rest + here.after).strip())
    first = dashes[0] if dashes else here.column
    target = above.column_for(first, dashed=bool(dashes))
    if target is None or (dashes and target != first):
        return None
    start, column, lead = word.start, here.column, here.lead
    if not dashes and target != column:
        if word.quote:
            return None
        if target < column:
            start = here.begin + target
        else:
            lead = " " * (target - column)
        column = target
    if not _has_room(here, word, column, above):
        return None
    parents = parents_of(source, line, column, dashes)
    present = keys_around(source, line, column, bool(dashes))
    listed = above.listed and target == above.child and not dashes
    under = next_line(source, line) == column and starts_with_dash(source, line)
    over_list = not word.follows and not listed and not dashes and under
    shape = _shape(here, word, column) if word.follows else ""
    return Spot(
        "key", parents, start, word.stop, word.typed, False, column, step(source), word.follows, shape, lead,
        word.quote, word.closed,
        "", listed, over_list, present,
    )  # fmt: skip


def _word(here: _Line) -> _Word | None:
    """The word before and around the cursor; None when it can be no key."""
    after = here.after
    quote, typed, start = unquoted(here.rest, here.offset - len(here.rest))
    if " " in typed or typed.startswith(_NO_KEY) or (quote and quote in typed):
        return None
    if after.strip() and not typed and not WORD_END.match(after).group():  # type: ignore[union-attr]
        return None
    stop, closed = end_of_word(here.source.text, here.offset, here.limit, quote)
    behind = here.source.text[stop + closed : here.limit]
    follows = _COLON.match(behind) is not None
    if not follows and behind.strip() and not behind.strip().startswith("#"):
        return None
    return _Word(quote, typed, start, stop, closed, behind, follows)


def _has_room(here: _Line, word: _Word, column: int, above: Above) -> bool:
    """False where a key at a column would change what stands below, or stand beside a list."""
    source, line = here.source, here.number
    below = next_line(source, line)
    if below is not None and not word.follows and below > column:
        return False  # what stands below would become the value of the new key
    if above.empty and document_begins_below(source, line):
        return False
    return column != 0 or bool(here.dashes) or not is_a_list(source, line)


def _shape(here: _Line, word: _Word, column: int) -> str:
    """What the value of a key that is there already is."""
    if NO_VALUE.match(word.behind[word.behind.index(":") + 1 :]) is not None:
        return shape_below(here.source, here.number, column)
    return shape_behind(here.source.text, word.stop + word.closed, here.limit)


def _value(here: _Line, key: re.Match[str]) -> Spot | None:
    source, offset, line, column, after = here.source, here.offset, here.number, here.column, here.after
    value = here.rest[key.end() :]
    typed = value.lstrip()
    whole = (typed + after).strip()
    if not whole or whole.startswith("#"):
        below = next_line(source, line)
        if below is not None and (below > column or (below == column and starts_with_dash(source, line))):
            return None  # the value stands below
    quote, typed, start = unquoted(typed, offset - len(typed))
    if (quote and quote in typed) or (not quote and (" " in typed or typed.startswith(("&", "!", "|", ">", "{", "[")))):
        return None
    end = flow.value_end(source.text, offset, here.limit, quote) if quote else _plain_end(offset, typed, after)
    if end is None:
        return None
    parents = parents_of(source, line, column, here.dashes)
    lead = "" if value else " "
    return Spot(
        "value", (*parents, key.group("key")), start, end[0], typed, False, column, 2, False, "", lead, quote, end[1]
    )


def _plain_end(offset: int, typed: str, after: str) -> tuple[int, bool] | None:
    """Where a value without quotes ends; None when the cursor stands before a value that is not being typed."""
    rest = _COMMENT.split(after, maxsplit=1)[0].rstrip() if typed or not after[:1].isspace() else ""
    if not typed and after.strip() and not rest and not after.strip().startswith("#"):
        return None  # the cursor stands in the blanks before a value
    if rest[:1] in OPENERS and not typed:
        return None
    return offset + len(rest), False
