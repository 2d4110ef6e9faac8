"""Completion: keys, values, blocks and rule names, in text that does not parse yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dpone_lsp.features.completion.keys import key_items
from dpone_lsp.features.completion.model import Item
from dpone_lsp.features.completion.spot import Spot, spot_at
from dpone_lsp.features.completion.values import rule_items, value_items
from dpone_lsp.subject import Analysis

__all__ = ["Completion", "Item", "Kind", "completion"]

Kind = Literal["property", "value", "reference", "snippet", "text"]


@dataclass(frozen=True, slots=True)
class Completion:
    """The items for a spot; they replace the text between `start` and `end`."""

    spot: Spot
    items: list[Item]


def completion(analysis: Analysis, offset: int) -> Completion | None:
    """What can be written at an offset; None where completion has no business (comments, block scalars)."""
    spot = spot_at(analysis.document.source, offset)
    if spot is None:
        return None
    if spot.kind == "rule":
        items = rule_items(analysis)
    elif spot.kind == "key":
        items = key_items(analysis, spot)
    else:
        items = value_items(analysis, spot)
    return Completion(spot, items)
