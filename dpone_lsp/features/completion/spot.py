"""Where the cursor is while the text is broken: read from indentation and brackets, not from the tree.

Half a line does not parse, so completion cannot ask the tree where it is. The lines above can: every line with less indentation is a
parent. Inside `{ }` and `[ ]` the brackets are followed back instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dpone_si.manifest.indentation import DASH, KEY, parents_of, path_before
from dpone_si.manifest.text import SourceText

_SUPPRESSION = re.compile(r"#\s*dpone:\s*(?P<verb>ignore(?:-file)?)?(?P<names>\[[^\]]*)?$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to complete at.

    `path` leads to the mapping (kind "key") or to the value's key (kind "value"); list positions are integers. `start` and `end` are the
    offsets of what is being typed. `flow` tells that the spot is inside brackets. `dash` tells that a list item is being begun.
    """

    kind: Literal["key", "value", "rule"]
    path: tuple[str | int, ...]
    start: int
    end: int
    prefix: str
    flow: bool = False
    dash: bool = False
    #: Column at which the keys of the block stand.
    indent: int = 0
    #: True when a value on the line already follows the key being typed.
    has_value: bool = False


def spot_at(source: SourceText, offset: int) -> Spot | None:
    """The spot at an offset; None inside comments and block scalars."""
    line = source.line_of(offset)
    begin, end = source.line_span(line)
    before = source.text[begin:offset]
    comment = _comment_start(before)
    if comment is not None:
        match = _SUPPRESSION.search(before[comment:])
        if match is None or match.group("names") is None:
            return None
        typed = match.group("names").rpartition("[")[2].rpartition(",")[2].lstrip()
        return Spot("rule", (), offset - len(typed), offset, typed)
    if _in_block_scalar(source, line, before):
        return None
    flow = _flow_spot(source, offset, line)
    if flow is not None:
        return flow
    indent = len(before) - len(before.lstrip(" "))
    rest = before[indent:]
    column = indent
    dashes: list[int] = []
    while (dash := DASH.match(rest)) is not None:
        dashes.append(column)
        column += dash.end()
        rest = rest[dash.end() :]
    key = KEY.match(rest)
    parents = parents_of(source, line, column, dashes)
    after = source.text[offset:end]
    if key is not None:
        typed = rest[key.end() :].lstrip()
        name = key.group("key")
        return Spot("value", (*parents, name), offset - len(typed), _word_end(source.text, offset, end), typed, indent=column)
    if " " in rest.strip() and not rest.strip().startswith(("'", '"')):
        return None
    dash_item = bool(dashes)
    return Spot(
        "key",
        parents,
        offset - len(rest),
        _word_end(source.text, offset, end),
        rest,
        dash=dash_item,
        indent=column,
        has_value=":" in after,
    )


def _word_end(text: str, offset: int, limit: int) -> int:
    while offset < limit and (text[offset].isalnum() or text[offset] in "_-."):
        offset += 1
    return offset


def _comment_start(before: str) -> int | None:
    quote = ""
    for index, char in enumerate(before):
        if quote:
            if char == quote:
                quote = ""
        elif char in "'\"" and (index == 0 or before[index - 1] in " [{,:"):
            quote = char
        elif char == "#" and (index == 0 or before[index - 1] in " \t"):
            return index
    return None


def _in_block_scalar(source: SourceText, line: int, before: str) -> bool:
    indent = len(before) - len(before.lstrip(" "))
    for number in range(line - 1, max(line - 400, -1), -1):
        text = source.line_text(number)
        if not text.strip():
            continue
        width = len(text) - len(text.lstrip(" "))
        if width < indent or (width == indent and not before.strip()):
            if re.search(r"(?::|-)\s+[|>][+-]?\d?\s*(?:#.*)?$", text) is not None:
                return width < indent
            if width < indent:
                return False
    return False


def _flow_spot(source: SourceText, offset: int, line: int) -> Spot | None:
    """The spot inside brackets; None when the cursor is in no bracket."""
    text = source.text
    first = source.line_span(max(line - 60, 0))[0]
    stack: list[tuple[str, int]] = []
    quote = ""
    index = first
    while index < offset:
        char = text[index]
        if quote:
            if char == quote:
                quote = ""
        elif char in "'\"" and text[index - 1 : index] in ("", " ", "[", "{", ",", ":", "\n"):
            quote = char
        elif char == "#" and text[index - 1 : index] in ("", " ", "\n"):
            index = text.find("\n", index)
            if index < 0:
                break
        elif char in "{[" and (stack or text[index - 1 : index] in (" ", "[", "{", ",", "\n", "")):
            stack.append((char, index))
        elif char in "}]" and stack:
            stack.pop()
        elif char == "\n" and stack and _is_block_line(text, index + 1):
            # A new `key:` at the start of a line: the bracket above was never closed.
            stack.clear()
        index += 1
    if not stack:
        return None
    opener, at = stack[-1]
    inside = text[at + 1 : offset]
    piece = _last_piece(inside)
    base = _flow_path(source, stack)
    if opener == "[":
        typed = piece.lstrip()
        return Spot("value", (*base, 0), offset - len(typed), _word_end(text, offset, len(text)), typed, flow=True)
    name, colon, value = piece.partition(":")
    if colon and (not value or value[0] == " "):
        typed = value.lstrip()
        return Spot("value", (*base, name.strip().strip("'\"")), offset - len(typed), _word_end(text, offset, len(text)), typed, flow=True)
    typed = piece.lstrip()
    end = _word_end(text, offset, len(text))
    return Spot("key", base, offset - len(typed), end, typed, flow=True, has_value=text[end : end + 1] == ":")


def _is_block_line(text: str, start: int) -> bool:
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    return re.match(r"[A-Za-z_][\w-]*:(\s|$)", line) is not None


def _last_piece(inside: str) -> str:
    depth = 0
    start = 0
    for index, char in enumerate(inside):
        if char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
        elif char == "," and depth == 0:
            start = index + 1
    return inside[start:]


def _flow_path(source: SourceText, stack: list[tuple[str, int]]) -> tuple[str | int, ...]:
    text = source.text
    outer = stack[0][1]
    block = path_before(source, outer)
    path: list[str | int] = list(block)
    for number in range(1, len(stack)):
        opener, start = stack[number - 1]
        piece = _last_piece(text[start + 1 : stack[number][1]])
        if opener == "[":
            path.append(0)
        else:
            path.append(piece.partition(":")[0].strip().strip("'\""))
    return tuple(path)
