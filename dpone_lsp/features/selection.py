"""Selection ranges: from the word outwards, value, pair, block, entry, document."""

from __future__ import annotations

from dpone_lsp.features import cursor
from dpone_si.manifest.model.documents import Document


def selection(document: Document, offset: int) -> list[tuple[int, int]]:
    """Spans that hold the offset, innermost first, each strictly larger than the one before."""
    here = cursor.at(document, offset)
    spans: list[tuple[int, int]] = []
    for step in reversed(here.steps):
        key, value = step.key, step.value
        if here.on_key and step is here.steps[-1] and key is not None:
            spans.append((key.start, key.end))
        else:
            spans.append((value.start, value.end))
        if key is not None:
            spans.append((key.start, max(value.end, key.end)))
        spans.append((step.collection.start, step.collection.end))
    spans.append((0, len(document.source.text)))
    result: list[tuple[int, int]] = []
    for start, end in spans:
        if start <= offset <= end and (
            not result or (start <= result[-1][0] and end >= result[-1][1] and (start, end) != result[-1])
        ):
            result.append((start, end))
    return result
