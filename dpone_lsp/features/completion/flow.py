"""Brackets before the cursor: which are open, what stands between the last comma and the cursor, and which keys the
mapping has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dpone_si.manifest.syntax.indentation import path_before
from dpone_si.manifest.syntax.text import SourceText

#: A key with its colon at the start of a piece between commas.
KEY: Final = re.compile(r"\s*(?P<quote>['\"]?)(?P<key>[^'\"\n:,{}\[\]]*?)(?P=quote)\s*:(?=\s|$)")
#: Quoted text (to the end of its line when the quote is still open), comments, and the characters that give structure.
_TOKEN = re.compile(
    r"""(?<![^\s\[{,:])"(?:[^"\\\n]|\\.)*"?|(?<![^\s\[{,:])'(?:[^'\n]|'')*'?|(?<!\S)#[^\n]*|[{}\[\],\n]"""
)
_BLOCK_LINE = re.compile(r"[ \t]*(?:- +)*[\w.\-'\"]+[ \t]*:(?:\s|$)")
#: White space and comments.
_BLANK = re.compile(r"(?:\s+|(?<=\s)#[^\n]*)*")
_FAR = 400


@dataclass(frozen=True, slots=True)
class Brackets:
    """The brackets around the cursor. `starts` holds for every open bracket its offset and where its last piece
    begins, outermost first.
    """

    opener: str
    starts: tuple[tuple[str, int, int], ...]
    #: Text between the last comma (or the bracket) and the cursor.
    piece: str


def brackets(source: SourceText, offset: int, line: int) -> Brackets | None:
    """The open brackets at an offset; None when it is in none."""
    text = source.text
    if "{" not in text and "[" not in text:
        return None
    first = _start(source, line)
    stack: list[list[int]] = []
    margin = 0
    openers: list[str] = []
    for match in _TOKEN.finditer(text, first, offset):
        mark = match.group()
        if mark in ("{", "["):
            before = text[match.start() - 1 : match.start()]
            if not stack:
                if before and before not in " \t\n[{,":
                    continue  # part of a word
                margin = _indent(text, source.line_start(match.start()))
            stack.append([match.start(), match.end()])
            openers.append(mark)
        elif mark in ("}", "]"):
            if stack:
                stack.pop()
                openers.pop()
        elif mark == ",":
            if stack:
                stack[-1][1] = match.end()
        elif (
            mark == "\n"
            and stack
            and _indent(text, match.end()) <= margin
            and _BLOCK_LINE.match(text, match.end()) is not None
        ):
            # A block line at the margin of the line with the bracket: the bracket was never closed.
            stack.clear()
            openers.clear()
    if not stack:
        return None
    starts = tuple((opener, at, piece) for opener, (at, piece) in zip(openers, stack, strict=True))
    return Brackets(openers[-1], starts, text[starts[-1][2] : offset])


def path_to(source: SourceText, inside: Brackets) -> tuple[str | int, ...]:
    """The key path of the innermost bracket. List positions are 0."""
    path: list[str | int] = list(path_before(source, inside.starts[0][1]))
    for (opener, _, piece), (_, child, _) in zip(inside.starts, inside.starts[1:], strict=False):
        key = KEY.match(source.text[piece:child])
        if opener == "[":
            path.append(0)
        if key is not None:
            path.append(key.group("key"))
    return tuple(path)


def keys_of(text: str, inside: Brackets, offset: int) -> frozenset[str]:
    """Keys of the innermost `{ }`, the one being typed not counted."""
    start = inside.starts[-1][1] + 1
    depth = 0
    piece = start
    found: set[str] = set()

    def close(end: int) -> None:
        key = KEY.match(text[piece:end])
        if key is not None and not piece + key.start("quote") <= offset <= piece + key.end("key") + len(
            key.group("quote")
        ):
            found.add(key.group("key"))

    end = min(len(text), offset + 20_000)
    for match in _TOKEN.finditer(text, start, end):
        mark = match.group()
        if mark in ("{", "["):
            depth += 1
        elif mark in ("}", "]"):
            if depth == 0:
                end = match.start()
                break
            depth -= 1
        elif mark == "," and depth == 0:
            close(match.start())
            piece = match.end()
    close(end)
    return frozenset(found)


def comma_after(source: SourceText, inside: Brackets, offset: int) -> str:
    """The comma that something inserted at an offset needs when the next thing between the brackets follows at once."""
    text = source.text
    match = _BLANK.match(text, offset)
    at = offset if match is None else match.end()
    if text[at : at + 1] in ("", ",", "}", "]"):
        return ""
    if "\n" not in text[offset:at]:
        return ", "
    outer = _indent(text, source.line_start(inside.starts[0][1]))
    return "," if _indent(text, source.line_start(at)) > outer else ""


def value_end(text: str, offset: int, limit: int, quote: str) -> tuple[int, bool]:
    """Where the value the cursor is in ends on its line, and whether its quote is closed there."""
    if quote:
        for at in range(offset, limit):
            if text[at] == quote:
                return at, True
        return offset, False
    at = offset
    while at < limit and text[at] not in ",]}" and not (text[at] == "#" and text[at - 1] in " \t"):
        at += 1
    while at > offset and text[at - 1] in " \t":
        at -= 1
    return at, False


def _start(source: SourceText, line: int) -> int:
    """A line above at which no bracket is likely to be open: one at the left margin, or far enough away."""
    for number in range(line, max(line - _FAR, 0), -1):
        start = source.line_starts[number]
        if source.text[start : start + 1].isalpha() and _BLOCK_LINE.match(source.text, start) is not None:
            return start
    return source.line_starts[max(line - _FAR, 0)]


def _indent(text: str, start: int) -> int:
    at = start
    while at < len(text) and text[at] == " ":
        at += 1
    return at - start
