"""Linked editing: an anchor and its aliases are typed as one."""

from __future__ import annotations

from dpone_lsp.features.names import here, occurrence_at
from dpone_lsp.model.analysis import Analysis


def linked_spans(analysis: Analysis, offset: int) -> list[tuple[int, int]]:
    """The spans that change together with the one at the offset; nothing for a name that stands alone, or elsewhere
    too.
    """
    one = occurrence_at(analysis, offset)
    if one is None or one.kind != "anchor":
        return []
    found = here(analysis, one)
    # An anchor that is declared twice means different things to the aliases above and below.
    return (
        [(other.start, other.end) for other in found]
        if len(found) > 1 and sum(other.declares for other in found) == 1
        else []
    )
