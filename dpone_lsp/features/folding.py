"""Folding: every block that spans lines, and runs of comment lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

_COMMENTS = re.compile(r"^[ \t]*#[^\n]*(?:\n[ \t]*#[^\n]*)+", re.MULTILINE)
_BLOCK_SCALARS = ("|", ">")


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
    if document.root is not None:
        for head, body in _bodies(document.root):
            start = head.start
            first, last = source.line_of(start), source.line_of(max(body.end - 1, start))
            if last > first:
                found.add((first, last, False))
    for run in _COMMENTS.finditer(source.text):
        found.add((source.line_of(run.start()), source.line_of(run.end()), True))
    return [Fold(*row) for row in sorted(found)]


def _bodies(root: Node) -> Iterator[tuple[Node, Node]]:
    """What can be folded: where it begins to show, and the block that is hidden."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, MappingNode):
            for key, value in node.pairs:
                if isinstance(value, ScalarNode):
                    if value.style in _BLOCK_SCALARS:
                        yield key, value
                elif isinstance(value, (MappingNode, SequenceNode)):
                    yield key, value
                    stack.append(value)
        elif isinstance(node, SequenceNode):
            for item in node.items:
                if isinstance(item, (MappingNode, SequenceNode)):
                    yield item, item
                    stack.append(item)
