"""Anchors and the aliases that stand for them."""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.features.names.model import Occurrence, Span
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import AliasNode, overlapping

#: An anchor stands so many characters before its node at most.
_BEFORE = 400


def anchors(document: Document, span: Span = None) -> Iterator[Occurrence]:
    """The anchors and aliases of a document."""
    text, root = document.source.text, document.root
    if root is None or "&" not in text:
        return
    # The anchor of a block collection stands before the collection begins.
    for node in overlapping(root, None if span is None else (span[0], span[1] + _BEFORE)):
        if isinstance(node, AliasNode):
            yield Occurrence("anchor", node.name, document, node.start + 1, node.end, False, document.path)
        elif node.anchor is not None:
            # A scalar's mark begins at its anchor, a block collection's after it.
            at = text.rfind("&" + node.anchor, max(node.start - _BEFORE, 0), node.start + len(node.anchor) + 2)
            if at >= 0:
                yield Occurrence(
                    "anchor", node.anchor, document, at + 1, at + 1 + len(node.anchor), True, document.path
                )
