"""Aliases repeat what they point at: how much a document means when all are followed, and where to stop following.

Forty short lines of aliases can stand for more values than there are atoms, and a value can contain itself. Everything
behind the parser follows aliases freely, so those that would make a document too large, too deep or endless are cut
here, once: they stand for nothing, and a problem says so. dpone itself runs out of memory or recursion on such a
document.
"""

from __future__ import annotations

from typing import Final

from dpone_si.manifest.syntax.tree import AliasNode, MappingNode, Node, SequenceNode, WholeNode

#: What all aliases of a document may stand for together, in parts; a large document may repeat its own size `MAX_TIMES`
#: over.
MAX_PARTS: Final = 30_000
MAX_TIMES: Final = 20


def cut_aliases(root: Node, parts: int, max_depth: int) -> AliasNode | None:
    """Cut the aliases that repeat too much and return the first of them; None when all is well. `parts` is the size
    of the text.
    """
    limits = _Limits(max(MAX_PARTS, parts * MAX_TIMES), max_depth)
    limits.measure(root, 0)
    return limits.first_cut


class _Limits:
    def __init__(self, parts: int, max_depth: int) -> None:
        self._left = parts
        self._max_depth = max_depth
        #: Anchored node -> (parts, levels) it stands for; None while it is open.
        self._known: dict[Node, tuple[int, int] | None] = {}
        self.first_cut: AliasNode | None = None

    def measure(self, node: Node, depth: int) -> tuple[int, int]:
        """(parts, levels) of a node; anchors stand before their aliases, so one walk in document order knows all."""
        if isinstance(node, AliasNode):
            return self._alias(node, depth)
        if node.anchor is not None:
            self._known[node] = None
        parts, levels = 1, 0
        if isinstance(node, MappingNode):
            for pair in node.pairs:
                for part in pair:
                    below = self.measure(part, depth + 1)
                    parts += below[0]
                    levels = max(levels, below[1] + 1)
        elif isinstance(node, WholeNode):
            parts, levels = self.measure(node.inner, depth)
        elif isinstance(node, SequenceNode):
            for item in node.items:
                below = self.measure(item, depth + 1)
                parts += below[0]
                levels = max(levels, below[1] + 1)
        if node.anchor is not None:
            self._known[node] = (parts, levels)
        return parts, levels

    def _alias(self, alias: AliasNode, depth: int) -> tuple[int, int]:
        pointee = alias.pointee
        if pointee is None:
            return 1, 0
        known = self._known.get(pointee)
        if known is None or known[0] > self._left or depth + known[1] > self._max_depth:
            alias.pointee = None
            if self.first_cut is None:
                self.first_cut = alias
            return 1, 0
        self._left -= known[0]
        return known
