"""Hover: the decision on `mode` and the strategy block, the rule page on a finding."""

from __future__ import annotations

from dataclasses import dataclass

from dpone_lsp.features import cursor, decision
from dpone_lsp.subject import Analysis

_DECISION_PATHS = ("sink.strategy", "sink.strategy.mode")
#: Decisions shown at once when a block is shared by processes that differ.
MAX_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown for a span of the document."""

    start: int
    end: int
    markdown: str


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What to say about the thing at an offset; None when there is nothing to say."""
    here = cursor.at(analysis.document, offset)
    node = here.node
    if node is None or not here.steps:
        return None
    path = here.process_path()
    if path in _DECISION_PATHS:
        text = _decisions(analysis, here)
        if text:
            start, end = node.start, node.end
            line_end = analysis.document.source.line_span(analysis.document.source.line_of(start))[1]
            return Hover(start, min(end, line_end) if end > start else end, text)
    return None


def _decisions(analysis: Analysis, here: cursor.Cursor) -> str:
    group = cursor.processes_at(analysis, here)
    by_outcome: dict[str, int] = {}
    shown: list[str] = []
    for facts in group:
        text = decision.short(facts)
        if text is None:
            continue
        if text not in by_outcome and len(shown) < MAX_SHOWN:
            shown.append(decision.markdown(facts))
        by_outcome[text] = by_outcome.get(text, 0) + 1
    if not by_outcome:
        return ""
    head = ""
    if len(group) > 1:
        counts = " · ".join(f"{count} `{text}`" for text, count in sorted(by_outcome.items(), key=lambda item: -item[1]))
        head = f"{len(group)} processes: {counts}\n\n---\n\n"
    return head + "\n\n---\n\n".join(shown)
