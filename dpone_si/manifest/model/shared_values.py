"""What processes over the same layers have in common: the values that none of them has of its own, each found and kept
once.

A thousand table entries over one `defaults` differ in a table name each. Whatever hangs neither on that nor on a
template is the same for all of them, so it is looked up in one stand-in for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dpone_si.manifest.model.layers import Value, View
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.manifest.templates.model import is_template

if TYPE_CHECKING:
    from dpone_si.manifest.model.lookup import Lookup


class SharedValues:
    """The layers that several processes share, and what dpone fills in for each of them."""

    __slots__ = ("_derived", "_layers", "_marks", "_personal", "_renders", "_roots", "process", "work")

    def __init__(
        self,
        layers: View,
        derived: Iterable[str],
        root_blocks: Mapping[str, Value],
        *,
        renders: bool,
        process: Lookup | None = None,
    ) -> None:
        self._layers = layers
        self._derived = tuple(derived)
        self._roots = root_blocks
        self._renders = renders
        self._personal: dict[str, bool] = {}
        self._marks: dict[Node, bool] = {}
        #: Stands for every process where it has nothing of its own; None when nobody looks values up here.
        self.process = process
        #: Room for what others derive from the layers and want kept as long as they are the same.
        self.work: dict[str, object] = {}

    def is_personal(self, path: str) -> bool:
        """True when the value at a path, or one below it, depends on which process asks ('' is the whole process)."""
        found = self._personal.get(path)
        if found is None:
            found = self._personal[path] = self._is_personal(path)
        return found

    def _is_personal(self, path: str) -> bool:
        if any(path == one or path.startswith(one + ".") for one in self._derived):
            return True
        if not self._renders:
            return False
        stack: list[Node] = [node for _, node in self._layers.stack]
        parts = path.split(".") if path else []
        if parts and parts[0] in self._roots:
            blocks: list[Node] = [hit.node for hit in self._roots[parts[0]].hits]
            return self._is_marked([*blocks, *_children(stack, parts[0])], parts[1:])
        if not parts:
            stack.extend(hit.node for value in self._roots.values() for hit in value.hits)
        return self._is_marked(stack, parts)

    def _is_marked(self, nodes: list[Node], parts: list[str]) -> bool:
        """True when a template stands on the way down from the nodes, or below its end."""
        for part in parts:
            if any(isinstance(node, ScalarNode) and is_template(node.text) for node in nodes):
                return True
            nodes = _children(nodes, part)
        return any(self._has_template(node) for node in nodes)

    def _has_template(self, node: Node, depth: int = 0) -> bool:
        node = node.target
        if isinstance(node, ScalarNode):
            return is_template(node.text)
        found = self._marks.get(node)
        if found is None:
            self._marks[node] = False  # a value that contains itself adds nothing to what else is in it
            if depth > 100:
                found = True
            elif isinstance(node, MappingNode):
                found = any(self._has_template(part, depth + 1) for pair in node.entries.values() for part in pair)
            else:
                found = isinstance(node, SequenceNode) and any(
                    self._has_template(item, depth + 1) for item in node.items
                )
            self._marks[node] = found
        return found


def _children(nodes: list[Node], key: str) -> list[Node]:
    found = [node.get(key) for node in nodes if isinstance(node, MappingNode)]
    return [node for node in found if node is not None]
