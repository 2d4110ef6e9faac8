"""Inlay hints: what `mode: auto` compiles to, where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dpone_lsp.features import decision
from dpone_lsp.subject import Analysis
from dpone_si.manifest.reader import Facts
from dpone_si.manifest.tree import Node

Kind = Literal["decision", "inherited", "builtin", "templates"]


@dataclass(frozen=True, slots=True)
class InlayHint:
    """Text shown behind an offset, with the Markdown shown on hovering it."""

    offset: int
    label: str
    tooltip: str
    kind: Kind


def inlay_hints(analysis: Analysis, start: int, end: int) -> list[InlayHint]:
    """The hints between two offsets."""
    by_node: dict[Node, list[Facts]] = {}
    for facts in analysis.processes:
        if facts.requested_mode != "auto":
            continue
        value = facts.process.at("sink.strategy.mode")
        if value is not None and value.layer.document is analysis.document and start <= value.node.end <= end:
            by_node.setdefault(value.node, []).append(facts)
    hints: list[InlayHint] = []
    for node, group in by_node.items():
        label = _label(group)
        if label:
            tooltip = decision.markdown(group[0]) if len(group) == 1 else ""
            hints.append(InlayHint(node.end, label, tooltip, "decision"))
    return hints


def _label(group: list[Facts]) -> str:
    counts: dict[str, int] = {}
    for facts in group:
        text = decision.short(facts)
        if text is not None:
            counts[text] = counts.get(text, 0) + 1
    if not counts:
        return ""
    if len(counts) == 1:
        text, count = next(iter(counts.items()))
        return f"⟶ {text}" if count == len(group) else f"⟶ {text} ({count} of {len(group)})"
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "⟶ " + ", ".join(f"{count} {text}" for text, count in ordered)
