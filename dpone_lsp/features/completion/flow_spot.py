"""Spots between brackets."""

from __future__ import annotations

import re
from typing import Final

from dpone_lsp.features.completion import flow
from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.features.completion.words import OPENERS, end_of_word, shape_behind, unquoted
from dpone_si.manifest.syntax.text import SourceText

#: What may follow a word between brackets.
_ENDS: Final = ("", " ", "\t", ":", ",", "}", "]")
_COLON: Final = re.compile(r"\s*:")

_Path = tuple[str | int, ...]


def in_brackets(source: SourceText, offset: int, line: int, inside: flow.Brackets) -> Spot | None:
    """The spot at an offset between brackets; None where nothing can be completed."""
    path = flow.path_to(source, inside)
    limit = source.line_span(line)[1]
    piece = inside.piece
    if inside.opener == "[":
        return _value(source.text, offset, limit, (*path, 0), piece.lstrip(), glued=False)
    key = flow.KEY.match(piece)
    if key is None:
        return _key(source, offset, limit, path, inside)
    behind = piece[key.end() :]
    return _value(source.text, offset, limit, (*path, key.group("key")), behind.lstrip(), glued=not behind)


def _key(source: SourceText, offset: int, limit: int, path: _Path, inside: flow.Brackets) -> Spot | None:
    text = source.text
    typed = inside.piece.lstrip()
    quote, typed, start = unquoted(typed, offset - len(typed))
    if " " in typed or "\n" in typed or typed.startswith(("?", "*", "&", "!")) or (quote and quote in typed):
        return None
    stop, closed = end_of_word(text, offset, limit, quote)
    if not quote and text[stop:limit][:1] not in _ENDS:
        return None  # in the middle of something that is no word
    follows = _COLON.match(text, stop + closed) is not None
    present = flow.keys_of(text, inside, offset)
    tail = "" if follows else flow.comma_after(source, inside, stop + closed)
    if tail and quote:
        return None
    shape = shape_behind(text, stop + closed) if follows else ""
    return Spot("key", path, start, stop, typed, True, 0, 2, follows, shape, "", quote, closed, tail, present=present)


def _value(text: str, offset: int, limit: int, path: _Path, typed: str, *, glued: bool) -> Spot | None:
    if "\n" in typed:
        return None
    quote, typed, start = unquoted(typed, offset - len(typed))
    if (quote and quote in typed) or (not quote and (" " in typed or typed.startswith(("&", "!")))):
        return None
    behind = text[offset:limit]
    if not quote and not typed and behind[:1].isspace() and behind.lstrip()[:1] not in ("", ",", "]", "}", "#"):
        return None  # the cursor stands in the blanks before a value
    if not quote and not typed and behind[:1] in OPENERS:
        return None  # a value of another kind begins here
    stop, closed = flow.value_end(text, offset, limit, quote)
    return Spot("value", path, start, stop, typed, True, lead=" " if glued else "", quote=quote, closed=closed)
