"""Where a `#` opens a comment: at the start of a line or after a blank, outside quotes and block scalars."""

from __future__ import annotations

import re
from bisect import bisect_right

from dpone_si.manifest.syntax.text import SourceText
from dpone_si.manifest.syntax.tree import Node, ScalarNode, walk

# Compiled by `re` when the first `#` is seen: many manifests have none.
_MARK = r"(?<![^ \t\r\n\ufeff])#[^\r\n]*"


def comments(source: SourceText, root: Node | None) -> list[tuple[int, int]]:
    """(start, end) of every comment, in order; the end is that of its line. `root` tells where quoted text and block
    scalars stand.
    """
    text = source.text
    if "#" not in text:
        return []
    texts = _texts(root)
    mark = re.compile(_MARK)
    found: list[tuple[int, int]] = []
    match = mark.search(text)
    while match is not None:
        start, end = match.span()
        around = bisect_right(texts, (start, len(text))) - 1
        if around >= 0 and start < texts[around][1]:
            # Behind the text a comment may follow on the same line.
            end = texts[around][1]
        else:
            found.append((start, end))
        match = mark.search(text, end)
    return found


def _texts(root: Node | None) -> list[tuple[int, int]]:
    """Where text with a `#` stands, in order."""
    if root is None:
        return []
    return sorted(
        (node.start, node.end)
        for node in walk(root)
        if isinstance(node, ScalarNode) and node.style and "#" in node.text
    )


def comment_start(before: str) -> int | None:
    """Where a comment begins in the part of a line before an offset, which need not parse; None when the offset is
    in none.
    """
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
