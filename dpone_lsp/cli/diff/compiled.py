"""A manifest compiled for those who compare outcomes, or why dpone cannot compile it: what is guessed of a broken
text is no outcome.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from dpone_lsp.cli.errors import UsageError
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import Loader, LoadFailure, content_failure
from dpone_si.manifest.model.documents import MANIFESTS, Document
from dpone_si.manifest.model.processes import Process

#: What dpone stops at before there are processes: without these files nobody knows what they come down to.
_STOPPING: Final = frozenset(("convention-unknown", "registry-file-missing"))


class Compiled(NamedTuple):
    """The processes of a manifest and the files it is built from. `refused` says why dpone does not read it."""

    processes: list[Process]
    uses: frozenset[str]
    refused: str = ""


def compiled(found: Document | LoadFailure, loader: Loader) -> Compiled | None:
    """What is found compiled; None when it is no manifest. Raises `UsageError` for a file that cannot be read here."""
    if isinstance(found, LoadFailure):
        if found.code == "unreadable":
            # Whoever goes on would call its processes gone.
            raise UsageError(found.message)
        return Compiled([], frozenset(), "it is not UTF-8") if found.code == "encoding" else None
    failure = content_failure(found)
    if failure is not None:
        return Compiled([], frozenset(), failure.message)
    if found.form not in MANIFESTS:
        return None
    expansion = expand(found, loader)
    refused = next((issue.message for issue in expansion.issues if issue.kind in _STOPPING), "")
    return Compiled(expansion.processes, frozenset((*expansion.used, *expansion.missing)), refused)
