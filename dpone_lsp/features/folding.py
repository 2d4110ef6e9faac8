"""Folding: every block that spans lines, and runs of comment lines."""

from __future__ import annotations

from dataclasses import dataclass

from dpone_si.manifest.documents import Document
from dpone_si.manifest.tree import MappingNode, Node, ScalarNode, SequenceNode, walk


@dataclass(frozen=True, slots=True)
class Fold:
    """Zero-based first and last line, and whether it is a comment."""

    first: int
    last: int
    comment: bool = False


def folds(document: Document) -> list[Fold]:
    """The foldable ranges, in order."""
    found: set[tuple[int, int, bool]] = set()
    source = document.source
    root = document.root
    if root is not None:
        for node in walk(root):
            if isinstance(node, MappingNode):
                for key, value in node.pairs:
                    if isinstance(value, (MappingNode, SequenceNode)) or (isinstance(value, ScalarNode) and value.style in ("|", ">")):
                        _add(found, document, key, value)
            elif isinstance(node, SequenceNode):
                for item in node.items:
                    if isinstance(item, (MappingNode, SequenceNode)):
                        _add(found, document, item, item)
    first: int | None = None
    for line in range(source.line_count + 1):
        is_comment = line < source.line_count and source.line_text(line).lstrip().startswith("#")
        if is_comment and first is None:
            first = line
        elif not is_comment and first is not None:
            if line - 1 > first:
                found.add((first, line - 1, True))
            first = None
    return [Fold(*row) for row in sorted(found)]


def _add(found: set[tuple[int, int, bool]], document: Document, head: Node, body: Node) -> None:
    source = document.source
    first, last = source.line_of(head.start), source.line_of(max(body.end - 1, head.start))
    if last > first:
        found.add((first, last, False))
