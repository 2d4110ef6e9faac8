"""A file that others inherit from shows what they find in it, and, while it is edited and not saved, what the edit
changes elsewhere.
"""

from __future__ import annotations

import asyncio
from typing import Final

from lsprotocol import types

from dpone_lsp.features.blast_radius import BlastRadius, blast_radius
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.server.cooperative import in_slices
from dpone_lsp.server.diagnostics.closed_files import ClosedFiles
from dpone_lsp.server.diagnostics.publisher import Publisher, server_diagnostic
from dpone_lsp.server.session import Session
from dpone_si.manifest.expansion.loading import LoadFailure, read_text
from dpone_si.manifest.model.documents import Document

#: Seconds without an edit after which it is worth to look.
_QUIET: Final = 0.3


class BlastWatch:
    """Keeps the blast radius of edited shared layers, per document."""

    def __init__(self, session: Session, publisher: Publisher, closed_files: ClosedFiles) -> None:
        self._session = session
        self._publisher = publisher
        self._closed_files = closed_files
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._looked: dict[str, int] = {}

    def edited(self, uri: str, analysis: Analysis) -> None:
        """A document was analysed: look at what its edit does to others, a little later."""
        buffer = self._session.buffers.get(uri)
        path = analysis.document.path
        if buffer is None or self._looked.get(uri) == buffer.revision:
            return
        if all(other == path for other in self._session.files.dependents(path)):
            return
        self.closed(uri)
        self._timers[uri] = asyncio.get_running_loop().call_later(_QUIET, lambda: self._session.start(self._look(uri)))

    def closed(self, uri: str) -> None:
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()
        self._looked.pop(uri, None)

    def saved(self, uri: str) -> None:
        """The file is what the editor holds."""
        self.closed(uri)
        self._publisher.say(uri, [], "blast")

    async def radius(self, document: Document) -> BlastRadius:
        """The blast radius of a document, made without holding up anybody."""
        return await in_slices(blast_radius(document, self._session.files))

    async def _look(self, uri: str) -> None:
        self._timers.pop(uri, None)
        buffer = self._session.buffers.get(uri)
        if buffer is None:
            return
        revision = self._looked[uri] = buffer.revision
        document = buffer.document
        await self._closed_files.read_dependents(document.path)
        self._publisher.refresh(uri)
        text = read_text(document.path)
        rows = []
        if isinstance(text, LoadFailure) or text != document.source.text:
            radius = await self.radius(document)
            if buffer.revision != revision or self._session.buffers.get(uri) is not buffer:
                return
            if radius.flips and not isinstance(text, LoadFailure):
                line = _first_difference(text, document)
                names = "\n".join(f"{flip.process}: {flip.sentence}" for flip in radius.flips[:10])
                rows = [server_diagnostic(line, f"{radius.sentence}\n{names}", "blast-radius", "information")]
        self._publisher.say(uri, rows, "blast")
        self._session.refresher.ask(types.WORKSPACE_CODE_LENS_REFRESH)


def _first_difference(saved: str, document: Document) -> int:
    """Zero-based line at which the editor's text leaves the file's."""
    text = document.source.text
    at = next(
        (number for number, (one, other) in enumerate(zip(saved, text, strict=False)) if one != other),
        min(len(saved), len(text)),
    )
    return document.source.line_of(at)
