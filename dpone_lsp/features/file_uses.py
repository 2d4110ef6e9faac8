"""Who names a file: every place in the workspace where a manifest refers to a preset, a registry, a fragment or
another manifest.
"""

from __future__ import annotations

from dpone_lsp.features.links import Link, file_links
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.documents import Document


def named_file(analysis: Analysis, offset: int) -> Link | None:
    """The file named at an offset."""
    return next(
        (link for link in file_links(analysis.document, analysis.workspace) if link.start <= offset <= link.end), None
    )


def uses_of_file(analysis: Analysis, path: str) -> list[tuple[Document, int, int]]:
    """The places that name the file at a path, those of this document first."""
    workspace = analysis.workspace
    found = [
        (analysis.document, link.start, link.end)
        for link in file_links(analysis.document, analysis.workspace)
        if link.path == path
    ]
    name = path.rpartition("/")[2]
    for other in workspace.manifests():
        if other == analysis.document.path or name not in (workspace.text(other) or ""):
            continue
        document = workspace.manifest(other)
        if document is not None:
            found.extend(
                (document, link.start, link.end) for link in file_links(document, workspace) if link.path == path
            )
            workspace.release(other)
    return found
