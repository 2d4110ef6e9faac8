"""A file or a folder gets another name: what manifests write to reach each other and their presets follows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from dpone_lsp.features.links import file_links
from dpone_lsp.model.finding import Edit
from dpone_si.manifest.model.documents import Document


def move_edits(workspace: Any, moves: Mapping[str, str]) -> Iterator[Edit]:
    """The edits of all manifests for files or folders that move; `moves` maps old to new absolute paths."""
    names = {old.rpartition("/")[2] for old in moves}
    for path in workspace.manifests():
        home = _moved(path, moves)
        if home == path and not any(name in (workspace.text(path) or "") for name in names):
            continue
        document: Document | None = workspace.manifest(path)
        if document is None:
            continue
        for link in file_links(document, workspace):
            target = _moved(link.path, moves)
            if target == link.path and os.path.dirname(home) == os.path.dirname(path):
                continue
            written = document.source.text[link.start : link.end].partition("#")[0]
            wanted = os.path.relpath(target, os.path.dirname(home)).replace(os.sep, "/")
            if os.path.normpath(written).replace(os.sep, "/") != wanted:
                lead = "./" if written.startswith("./") and not wanted.startswith("../") else ""
                yield Edit(document, link.start, link.start + len(written), lead + wanted)
        workspace.release(path)


def _moved(path: str, moves: Mapping[str, str]) -> str:
    for old, new in moves.items():
        if path == old or path.startswith(old + "/"):
            return new + path[len(old) :]
    return path
