"""The values of a process as plain Python data, with what dpone fills in put into its blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dpone_si.manifest.model.layers import UNKNOWN, View
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.manifest.templates.model import is_template

if TYPE_CHECKING:
    from dpone_si.manifest.model.lookup import Lookup

#: Blocks within blocks, beyond which a value that contains itself is not followed.
_MAX_DEPTH = 100


def plain_block(process: Lookup, view: View, path: str = "") -> dict[object, object]:
    """A merged block, rendered."""
    made: dict[object, object] = {}
    for key in view.keys():
        child = view.get(key)
        if child is not None:
            if isinstance(child.node, ScalarNode):
                child.data = process.scalar(child.node, path)
            made[key] = process.plain(child, path)
    return made


def plain_node(process: Lookup, node: Node, shared: Mapping[Node, str], depth: int = 0) -> object:
    """One node, rendered; `shared` are the blocks that stand in several places, each with the first of them."""
    node = node.target
    if isinstance(node, ScalarNode):
        return process.scalar(node)
    if depth > _MAX_DEPTH:
        return UNKNOWN
    if isinstance(node, MappingNode):
        made: dict[object, object] = {
            key: plain_node(process, pair[1], shared, depth + 1) for key, pair in node.entries.items()
        }
        home = shared.get(node) if shared else None
        return made if home is None else filled(process, made, home)
    if isinstance(node, SequenceNode):
        return [plain_node(process, item, shared, depth + 1) for item in node.items]
    return None


def filled(process: Lookup, block: dict[object, object], home: str) -> dict[object, object]:
    """A block that stands in several places, with what dpone fills into it."""
    for path in process.own_derivations:
        if path.startswith(home + "."):
            put_at(block, path, process, len(home) + 1)
    if home in ("source", "sink") and block.get("table") is None:
        block["table"] = {}
    return block


def put_at(result: dict[Any, object], path: str, process: Lookup, below: int = 0) -> None:
    """Write what stands at a path into a block; the path counts in it from the character `below`."""
    value = process.at(path)
    if value is None:
        return
    block: object = result
    *parents, last = path[below:].split(".")
    for name in parents:
        if not isinstance(block, dict):
            return
        nested = block.get(name)
        if nested is None:
            nested = block[name] = {}
        block = nested
    if isinstance(block, dict):
        block[last] = process.plain(value) if value.data is None or value.is_mapping else value.data


def holds_template(value: object) -> bool:
    """Whether a template stands anywhere in a plain value."""
    if isinstance(value, dict):
        return any(map(holds_template, value.values()))  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, list):
        return any(map(holds_template, value))  # pyright: ignore[reportUnknownArgumentType]
    return isinstance(value, str) and is_template(value)
