"""What a spot lies in: the form of the document there, and the process."""

from __future__ import annotations

from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.features.cursor import path_inside_process
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.documents import OTHER
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.structure import FORMS, block

#: Forms that a document without a known `kind` may become.
_UNDECIDED = ("single", "batch", "flow")


def form_at(analysis: Analysis, spot: Spot) -> str | None:
    """The form to complete in. A document that is nothing yet counts as a single manifest while all its keys are
    ours.
    """
    form = analysis.document.form
    if form in FORMS:
        return form
    if form != OTHER:
        return None
    root = analysis.document.mapping
    pairs = root.pairs if root is not None else []
    keys = {str(getattr(key, "text", "")) for key, _ in pairs if not key.start <= spot.start <= key.end}
    known = {key for name in _UNDECIDED for key in block(name).keys}
    if keys - known:
        return None
    return "single"


def facts_at(analysis: Analysis, spot: Spot) -> Facts | None:
    """The process the spot belongs to, or the first one of the document; None outside processes."""
    processes = analysis.expansion.processes
    if not processes or path_inside_process(analysis.document.form, spot.path) is None:
        return None
    from dpone_si.manifest.model.facts import facts_of

    best = processes[0]
    for process in processes:
        if process.entry is not None and process.document is analysis.document and process.entry.start <= spot.start:
            best = process
        elif process.entry is not None and process.document is analysis.document:
            break
    return facts_of(best)
