"""From an inherited value to the places that override it: the way back from what `definition` does."""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.features import cursor
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.documents import MANIFESTS, Document
from dpone_si.manifest.model.processes import Process


def same_key(analysis: Analysis, offset: int, *, here_too: bool) -> list[tuple[Document, int, int]]:
    """Every place that writes the key at an offset for one of the processes it concerns; `here_too` keeps the place
    itself.
    """
    here = cursor.at(analysis.document, offset)
    path, node = here.process_path(), here.node
    if path is None or node is None or not here.steps:
        return []
    key = here.steps[-1].key or node
    place = (analysis.document.path, key.start)
    found: dict[tuple[str, int], tuple[Document, int, int]] = {}
    for process in _concerned(analysis, here):
        value = process.at(path)
        hits = [hit for hit in value.hits if not hit.layer.document.is_builtin] if value is not None else []
        places = {
            (hit.layer.document.path, hit.key.start): (hit.layer.document, hit.key.start, hit.key.end) for hit in hits
        }
        if place in places:
            found.update(places)
    if not here_too:
        found.pop(place, None)
    return sorted(found.values(), key=lambda one: (one[0].path != analysis.document.path, one[0].path, one[1]))


def _concerned(analysis: Analysis, here: cursor.Cursor) -> Iterator[Process]:
    """The processes a place is inherited by: of this manifest, or of those that are built from this file."""
    if analysis.document.form in MANIFESTS:
        yield from (facts.process for facts in cursor.processes_at(analysis, here))
        return
    workspace = analysis.workspace
    for path in workspace.dependents(analysis.document.path):
        expansion = workspace.expansion(path)
        yield from expansion.processes if expansion is not None else ()
        workspace.release(path)
