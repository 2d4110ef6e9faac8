"""`expand`: the door from a document to its processes, one expander per form.

Expanding again after an edit reuses every process whose own nodes are still the same objects, so the price of a
keystroke in one table entry does not grow with the number of tables.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from dpone_si.manifest.expansion.loading import Loader
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.model.layers import AUTHORED, Layer
from dpone_si.manifest.model.processes import Process

#: Modules with a function `expand(document, loader, previous) -> Expansion`, by form. Imported when first needed.
_EXPANDERS = {
    documents.BATCH: "dpone_si.manifest.expansion.batch",
    documents.FLOW: "dpone_si.manifest.expansion.flow",
    documents.PIPELINE: "dpone_si.manifest.expansion.flow",
    documents.FRAGMENT: "dpone_si.manifest.expansion.flow",
}


def expand(document: Document, loader: Loader, previous: Expansion | None = None) -> Expansion:
    """The processes of a document. Documents that hold none (presets, registries, foreign files) give an empty
    expansion.
    """
    module = _EXPANDERS.get(document.form)
    if module is not None:
        expander: Callable[[Document, Loader, Expansion | None], Expansion] = import_module(module).expand
        return expander(document, loader, previous)
    if document.form == documents.SINGLE:
        return _single(document, previous)
    return Expansion(document, [], [])


def _single(document: Document, previous: Expansion | None) -> Expansion:
    root = document.mapping
    if root is None:
        node = document.root
        if node is None:
            # Empty, or nothing of it could be parsed: there is no process, and nothing to say about the top level's
            # type.
            return Expansion(document, [], [])
        issue = Issue(
            "yaml-root-not-mapping",
            "the top level of a manifest must be a mapping; dpone fails on anything else",
            document,
            node,
        )
        return Expansion(document, [], [issue])
    return Expansion(
        document, [Process(document, documents.SINGLE, None, [(Layer(AUTHORED, document), root)], entry=root)], []
    )
