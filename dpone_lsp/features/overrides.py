"""From an inherited value to the places that override it: the way back from what `definition` does."""

from __future__ import annotations

from dpone_lsp.features import cursor
from dpone_lsp.subject import Analysis
from dpone_si.manifest.documents import Document
from dpone_si.manifest.tree import Node


def same_key(analysis: Analysis, offset: int, *, here_too: bool) -> list[tuple[Document, int, int]]:
    """Every place that writes the key at an offset for one of the processes it concerns; `here_too` keeps the place itself."""
    here = cursor.at(analysis.document, offset)
    path, node = here.process_path(), here.node
    if path is None or node is None:
        return []
    found: dict[Node, tuple[Document, int, int]] = {}
    for facts in cursor.processes_at(analysis, here):
        value = facts.process.at(path)
        for hit in value.hits if value is not None else ():
            own = node in (hit.node, hit.key)
            if (here_too or not own) and not hit.layer.document.path.startswith("builtin:"):
                found.setdefault(hit.key, (hit.layer.document, hit.key.start, hit.key.end))
    return sorted(found.values(), key=lambda place: (place[0] is not analysis.document, place[0].path, place[1]))
