"""Manifests that are not open: what they show, and what they find in the files they are built from.

Their trees and diagnostics are not kept, only a digest; a manifest is analysed again when its text, a file it is built
from, the names of others' processes, or the settings have changed.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.settings import Settings
from dpone_lsp.server import convert
from dpone_lsp.server.convert import Json
from dpone_lsp.server.diagnostics.publisher import Publisher, result_id
from dpone_lsp.server.session import Session
from dpone_lsp.server.uris import uri_at

#: So many manifests that inherit from one file are read to show what they find in it.
_MANY: Final = 200
_SLICE: Final = 0.005


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an analysis rested on, and a digest of what it shows in the manifest itself."""

    key: object
    settings: Settings
    digest: str


class ClosedFiles:
    """Reads manifests that are not open for one session."""

    def __init__(self, session: Session, publisher: Publisher) -> None:
        self._session = session
        self._publisher = publisher
        self._seen: dict[str, _Seen] = {}

    def digest(self, path: str) -> str | None:
        """Stands for what the manifest shows; None when it must be read first."""
        seen = self._seen.get(path)
        if (
            seen is None
            or seen.key != self._key(path)
            or seen.settings != self._session.configuration.settings_for(path)
        ):
            return None
        return seen.digest

    def read(self, path: str) -> list[Json]:
        """Analyse a manifest: what it shows itself. What it finds in other files is shared with them."""
        session = self._session
        settings = session.configuration.settings_for(path)
        document = session.files.manifest(path)
        uri = uri_at(path, session.uris)
        if document is None:
            self._seen.pop(path, None)
            self._publisher.share(uri, {})
            return []
        analysis = analyze(document, session.files, settings)
        session.files.remember(analysis.expansion)
        form = self._publisher.form
        own = [finding for finding in analysis.findings if finding.document is document]
        shown = [convert.diagnostic(finding, session.encoding, session.uris, form) for finding in own]
        self._publisher.share(uri, self._publisher.elsewhere_of(analysis))
        session.files.release(path)
        self._seen[path] = _Seen(self._key(path), settings, result_id(shown))
        return shown

    async def read_dependents(self, path: str) -> None:
        """Read the manifests that inherit from a file, as far as they are not open and not known."""
        began = time.perf_counter()
        for other in self._session.files.dependents(path)[:_MANY]:
            if other not in self._session.files.open and other != path and self.digest(other) is None:
                self.read(other)
                if time.perf_counter() - began > _SLICE:
                    await asyncio.sleep(0)
                    began = time.perf_counter()

    def _key(self, path: str) -> object:
        files = self._session.files
        summary = files.summaries.get(path)
        uses = () if summary is None else tuple(files.state(used) for used in sorted(summary.uses))
        return (files.state(path), uses, files.names)
