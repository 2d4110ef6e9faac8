"""Where the comments of a document stand: a `#` at the start of a line or after a blank, outside quotes and block scalars."""

from __future__ import annotations

import re

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import ScalarNode, walk

_MARK = re.compile(r"(?<![^ \t\r\n\ufeff])#[^\r\n]*")


def comments(document: Document) -> list[tuple[int, int]]:
    """(start, end) of every comment, in order; the end is that of its line."""
    if "#" not in document.source.text:
        return []
    found = [match.span() for match in _MARK.finditer(document.source.text)]
    if not found or document.root is None:
        return found
    texts = [
        (node.start, node.end) for node in walk(document.root) if isinstance(node, ScalarNode) and node.style and "#" in node.text
    ]
    return [(start, end) for start, end in found if not any(first <= start < last for first, last in texts)]
