"""How root blocks (`runtime`, `quality`) and appended lists stand between the layers of a process."""

from __future__ import annotations

from typing import Final

from dpone_si.manifest.model import layers as layer_kinds
from dpone_si.manifest.model.layers import Layer, Value, merged_up_to
from dpone_si.manifest.syntax.tree import MappingNode, Node, SequenceNode

#: Layers that belong to one process alone.
OWN: Final = (layer_kinds.OVERRIDES, layer_kinds.AUTHORED)


def replacing(value: Value | None, block: Value | None) -> Value | None:
    """`quality` is never merged: overrides, then the root block, then schema defaults, then defaults; each replaces
    whole.
    """
    hits = [] if value is None else value.hits
    nearer = [hit for hit in hits if hit.layer.kind in OWN]  # dpone takes a process of a flow for overrides of a table
    if block is not None:
        hits = [*nearer, *block.hits, *hits[len(nearer) :]]
    if not hits:
        return None
    if nearer:
        return merged_up_to(hits, len(nearer))
    if block is not None:
        return merged_up_to(hits, len(block.hits))
    return merged_up_to(hits, sum(1 for hit in hits if hit.layer.group == hits[0].layer.group))


def in_place_of_defaults(value: Value | None, block: Value) -> Value:
    """A root block takes the place of the one in `defaults`; what is nearer merges over it."""
    hits = [] if value is None else value.hits
    nearer = [hit for hit in hits if hit.layer.group != layer_kinds.DEFAULTS]
    standing = [*nearer, *block.hits]
    return merged_up_to([*standing, *(hit for hit in hits if hit not in nearer)], len(standing))


def appended(value: Value | None, extra: Value | None) -> list[tuple[Layer, Node]]:
    """The items of a list that grows from layer to layer, in dpone's order, each with its layer; `extra` (a list)
    comes after all.
    """
    groups: list[list[tuple[Layer, Node]]] = []
    seen_groups: set[str] = set()
    for hit in [] if value is None else value.hits:
        if hit.layer.group and hit.layer.group in seen_groups:
            continue
        seen_groups.add(hit.layer.group)
        if isinstance(hit.node, SequenceNode):
            groups.append([(hit.layer, item.target) for item in hit.node.items])
            continue
        if not groups and value is not None and not value.is_null:
            groups.append(
                [(hit.layer, _merged(value))]
            )  # text or a mapping counts as one item, but a list over it replaces it
        break
    items = [item for group in reversed(groups) for item in group]
    if extra is not None:
        first = extra.hits[0]
        if isinstance(first.node, SequenceNode):
            items.extend((first.layer, item.target) for item in first.node.items)
    return items


def _merged(value: Value) -> Node:
    """The node of a value, or one mapping for several that are merged."""
    node = value.node
    stack = value.view.stack
    if len(stack) < 2:
        return node
    made = MappingNode(node.start, node.end, node.segment, None, None, flow=True)
    made.pairs = [pair for _, layer in reversed(stack) for pair in layer.entries.values()]
    return made
