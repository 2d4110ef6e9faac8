"""Where the thing at an offset is defined: a name's declaration, or the value an override replaces."""

from __future__ import annotations

from dpone_lsp.features import cursor
from dpone_lsp.features.names import everywhere, occurrence_at
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.documents import Document


def definition(analysis: Analysis, offset: int) -> list[tuple[Document, int, int]]:
    """Documents and spans; empty when the thing is defined where it stands, or nowhere."""
    one = occurrence_at(analysis, offset)
    if one is not None:
        places = [other for other in everywhere(analysis, one) if other.declares]
        return [
            (other.document, other.start, other.end)
            for other in places
            if (other.document, other.start) != (one.document, one.start)
        ]
    here = cursor.at(analysis.document, offset)
    path, node = here.process_path(), here.node
    if path is None or node is None:
        return []
    for facts in cursor.processes_at(analysis, here)[:1]:
        value = facts.process.at(path)
        hits = value.hits if value is not None else []
        weaker = [hit for hit in hits if node not in (hit.node, hit.key) and not hit.layer.document.is_builtin]
        return [(hit.layer.document, hit.key.start, hit.key.end) for hit in weaker[:1]]
    return []
