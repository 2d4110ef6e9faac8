"""The word or value at the cursor: the quote it stands in, where it ends, and what kind of value begins there."""

from __future__ import annotations

import re
from typing import Final

from dpone_lsp.features.completion import flow

#: What a value begins with that is more than a word.
OPENERS: Final = tuple("&!|>{[*\"'")
WORD_END: Final = re.compile(r"[\w.\-]*")
_COLON = re.compile(r"\s*:(?:[ \t]+[&!]\S*)*[ \t]*")
#: How a value begins -> what it is. Of an alias it is not asked what it stands for.
_SHAPES: Final = {"{": "mapping", "[": "list", "*": "", "": "", ",": "", "}": "", "]": ""}


def unquoted(typed: str, start: int) -> tuple[str, str, int]:
    """The quote that is open, what was typed inside it, and where that begins."""
    if typed[:1] in ("'", '"'):
        return typed[0], typed[1:], start + 1
    return "", typed, start


def end_of_word(text: str, offset: int, limit: int, quote: str) -> tuple[int, bool]:
    """Where the word the cursor is in ends on its line, and whether its quote is closed there."""
    if quote:
        return flow.value_end(text, offset, limit, quote)
    match = WORD_END.match(text, offset, limit)
    return (offset if match is None else match.end()), False


def shape_behind(text: str, offset: int, limit: int | None = None) -> str:
    """What begins on the same line behind the colon that follows an offset."""
    colon = _COLON.match(text, offset)
    at = offset if colon is None else colon.end()
    return _SHAPES.get(text[at : at + 1] if limit is None or at < limit else "", "scalar")
