"""Completion: keys, values, blocks and rule names, in text that does not parse yet."""

from __future__ import annotations

from dataclasses import dataclass

from dpone_lsp.features.completion.keys import key_items
from dpone_lsp.features.completion.locate import spot_at
from dpone_lsp.features.completion.model import Item, Kind
from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.features.completion.values import rule_items, value_items, verb_items
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

__all__ = ["Completion", "Item", "Kind", "completion"]


@dataclass(frozen=True, slots=True)
class Completion:
    """The items for a spot; they replace the text between `spot.start` and `spot.end`."""

    spot: Spot
    items: list[Item]


def completion(analysis: Analysis, offset: int) -> Completion | None:
    """What can be written at an offset; None where completion has no business (comments, running text, block
    scalars).
    """
    spot = spot_at(analysis.document.source, offset)
    if spot is None or (spot.kind in ("key", "value") and _inside_text(analysis, offset)):
        return None
    if spot.kind == "rule":
        items = rule_items(analysis, spot)
    elif spot.kind == "verb":
        items = verb_items()
    elif spot.kind == "key":
        items = key_items(analysis, spot)
    else:
        items = value_items(analysis, spot)
    return Completion(spot, items)


def _inside_text(analysis: Analysis, offset: int) -> bool:
    """True in a scalar of several lines: on any of them when it is quoted, behind the first one when it is not."""
    source = analysis.document.source
    node = analysis.document.root
    while node is not None:
        if isinstance(node, ScalarNode):
            first, last = source.line_of(node.start), source.line_of(max(node.end - 1, node.start))
            return last > first and bool(node.text) and (node.style in ("'", '"') or source.line_of(offset) > first)
        children: list[Node] = []
        if isinstance(node, MappingNode):
            children = [one for pair in node.pairs for one in pair]
        elif isinstance(node, SequenceNode):
            children = node.items
        node = next((child for child in children if child.start < offset <= child.end), None)
    return False
