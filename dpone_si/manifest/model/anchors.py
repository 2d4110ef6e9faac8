"""Blocks that dpone fills in and that YAML made one and the same: an anchor's mapping under several keys.

dpone puts names into the tables and options of a process. Where `source.table` and `sink.table` are one mapping to its
loader, because an alias or a merge key says so and no other layer is merged over it, what is put into one stands in the
other as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from dpone_si.manifest.model.layers import Layer, View
from dpone_si.manifest.syntax.tree import MappingNode, Node

if TYPE_CHECKING:
    from dpone_si.manifest.model.derivation import Derivation

#: The blocks dpone puts something into, in the order in which it does.
_FILLED: Final = ("source", "source.table", "sink", "sink.table", "sink.options")
#: Other blocks that people share with them.
_BESIDE: Final = ("source.options", "state", "state.table", "options")


def one_and_the_same(stack: list[tuple[Layer, MappingNode]]) -> dict[Node, str]:
    """The mappings that dpone fills in and that stand in several places of a process, each with the first of its
    places.
    """
    if not any(layer.document.tree.linked for layer, _ in stack):
        return {}
    view = View(stack)
    first: dict[Node, str] = {}
    shared: dict[Node, str] = {}
    for path in (*_FILLED, *_BESIDE):
        node = _alone(view, path)
        if node is None:
            continue
        known = first.get(node)
        if known is not None:
            shared[node] = known
        elif path in _FILLED:
            first[node] = path
            if node.anchor is not None:
                shared[node] = path
    if not shared:
        return {}
    # What is inside a shared block is at home where the block is.
    return {node: _home(path, view, shared) for node, path in first.items()}


def at_home(
    derived: Mapping[str, Derivation], shared: Mapping[Node, str], stack: list[tuple[Layer, MappingNode]]
) -> dict[str, Derivation]:
    """What dpone fills in, each under the first place of its block. A table entry fills what is absent, a name only
    what is empty.
    """
    view = View(stack)
    made: dict[str, Derivation] = {}
    for path, derivation in derived.items():
        head, _, key = path.rpartition(".")
        home = _home(head, view, shared) if head else head
        target = f"{home}.{key}" if home else key
        block = _alone(view, home) if home else None
        if target not in made or (block is not None and key in block.entries):
            made[target] = derivation
    return made


def _home(path: str, view: View, shared: Mapping[Node, str]) -> str:
    """The first of all places at which the block at a path stands."""
    for _ in range(3):
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            head = ".".join(parts[:length])
            node = _alone(view, head)
            known = None if node is None else shared.get(node)
            if known is not None and known != head:
                path = ".".join((known, *parts[length:]))
                break
        else:
            return path
    return path


def _alone(view: View, path: str) -> MappingNode | None:
    """The mapping at a path when nothing is merged with it: then dpone has the very object that its loader made."""
    for part in path.split("."):
        value = view.get(part)
        if value is None or not value.is_mapping:
            return None
        view = value.view
    return view.stack[0][1] if len(view.stack) == 1 else None
