"""Tabs that libyaml takes for blanks and dpone's loader does not: outside of quotes, block scalars and comments it
stops at each one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_si.manifest.syntax.tree import Node, ScalarNode, walk

_TABS = re.compile("\t+")
#: A comment begins after a blank, or right behind a quote or bracket that ends a value.
_COMMENT = re.compile(r"(?:^|(?<=[ \t'\"\]},\[{]))#")


def stray_tabs(root: Node | None, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The runs of tabs between two offsets of a text, of which `root` is the tree, that dpone cannot read."""
    stop = len(text) if end is None else end
    first = text.find("\t", start, stop)
    if first < 0:
        return
    kept = _text_with_tabs(root, text)
    for match in _TABS.finditer(text, first, stop):
        at = match.start()
        if not _is_within(at, kept) and not _in_comment(text, at, kept):
            yield at, match.end()


def _text_with_tabs(root: Node | None, text: str) -> list[tuple[int, int]]:
    """Where the scalars lie that may hold tabs: quoted ones, and block scalars below their first line."""
    found: list[tuple[int, int]] = []
    for node in () if root is None else walk(root):
        if isinstance(node, ScalarNode) and node.style:
            begin, end = node.start, node.end
            if node.style in "|>":
                begin = text.find("\n", begin, end)
            if begin >= 0 and text.find("\t", begin, end) >= 0:
                found.append((begin, end))
    return found


def _in_comment(text: str, at: int, kept: list[tuple[int, int]]) -> bool:
    line = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    return any(not _is_within(line + mark.start(), kept) for mark in _COMMENT.finditer(text[line:at]))


def _is_within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)
