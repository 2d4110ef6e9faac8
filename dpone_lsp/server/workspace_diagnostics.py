"""Diagnostics of every manifest of the workspace, for clients that ask for them.

The client keeps one such request open: it is answered when something has changed, in parts as they become ready where the client takes
parts. Only result ids are kept; a manifest is analysed again when its text, a file it is built from, or the settings have changed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types

from dpone_lsp.analysis import analyze
from dpone_lsp.server import convert
from dpone_lsp.server.convert import Json
from dpone_lsp.server.diagnosing import result_id, uri_at
from dpone_lsp.server.uris import to_path
from dpone_lsp.settings import Settings

if TYPE_CHECKING:
    from dpone_lsp.server.app import DponeServer

_SLICE: Final = 0.005
#: Changes within this time (seconds) are one.
_QUIET: Final = 0.2
#: So many reports are sent at once.
_PART: Final = 50


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a report of a file that is not open rested on, and what came out."""

    key: object
    settings: Settings
    result: str


class WorkspaceDiagnostics:
    """Answers `workspace/diagnostic` for one server."""

    def __init__(self, server: DponeServer) -> None:
        self._server = server
        self._seen: dict[str, _Seen] = {}

    async def report(self, params: types.WorkspaceDiagnosticParams) -> Json:
        """Reports of all files that differ from what the client has; waits until there is one."""
        self._server.diagnosing.workspace_is_pulled = True
        previous = {one.uri: one.value for one in params.previous_result_ids}
        while True:
            self._server.news.clear()
            items = await self._round(previous, params.partial_result_token)
            if items is not None:
                return {"items": items}
            await self._server.news.wait()
            await asyncio.sleep(_QUIET)

    async def _round(self, previous: dict[str, str], token: types.ProgressToken | None) -> list[Json] | None:
        """One look at everything; None when the client has it all."""
        server = self._server
        rows: list[Json] = []
        sent = False
        began = time.perf_counter()
        for uri in self._files(previous):
            row = self._row(uri, previous.get(uri))
            if row is not None:
                rows.append(row)
            if token is not None and len(rows) >= _PART:
                self._send(token, rows)
                rows, sent = [], True
            if time.perf_counter() - began > _SLICE:
                await asyncio.sleep(0)
                while server.wire.waiting or server.diagnosing.busy:
                    await asyncio.sleep(0.002)
                began = time.perf_counter()
        return rows if rows or sent else None

    def _files(self, previous: dict[str, str]) -> Iterator[str]:
        """Every file that shows something or did so; manifests first, because they find what others show."""
        server = self._server
        seen: set[str] = set()
        manifests = [uri_at(path, server.uris) for path in server.files.manifests() if not server.configuration.excluded(path)]
        for group in (lambda: manifests, server.diagnosing.foreign, lambda: server.diagnosing.said("settings"), lambda: list(previous)):
            for uri in group():
                if uri not in seen:
                    seen.add(uri)
                    yield uri

    def _send(self, token: types.ProgressToken, rows: list[Json]) -> None:
        self._server.protocol.send_plain(types.PROGRESS, {"token": token, "value": {"items": rows}})

    def _row(self, uri: str, previous: str | None) -> Json | None:
        server = self._server
        buffer = server.buffers.get(uri)
        if buffer is None:
            known = self._result(uri)
            if known is not None and known == previous:
                return None
        items = self._items(uri)
        result = result_id(items)
        if result == previous or (previous is None and not items):
            return None
        version = buffer.version if buffer is not None else None
        return {"kind": "full", "uri": uri, "version": version, "resultId": result, "items": items}

    def _result(self, uri: str) -> str | None:
        seen = self._seen.get(uri)
        if seen is None:
            return None
        path = self._path(uri)
        fits = seen.key == self._key(uri, path) and (path is None or seen.settings == self._server.configuration.settings_for(path))
        return seen.result if fits else None

    def _items(self, uri: str) -> list[Json]:
        server = self._server
        path = self._path(uri)
        if uri in server.buffers or path is None:
            return server.diagnosing.items(uri)
        settings = server.configuration.settings_for(path)
        key = self._key(uri, path)
        document = server.files.manifest(path)
        own: list[Json] = []
        if document is not None:
            analysis = analyze(document, server.files, settings)
            form = server.diagnosing.form
            findings = [finding for finding in analysis.findings if finding.document is document]
            own = [convert.diagnostic(finding, server.encoding, server.uris, form) for finding in findings]
            server.diagnosing.share(uri, server.diagnosing.elsewhere_of(analysis))
            server.files.release(path)
        items = [*own, *server.diagnosing.items(uri)]
        self._seen[uri] = _Seen(key, settings, result_id(items))
        return items

    def _key(self, uri: str, path: str | None) -> object:
        server = self._server
        summary = server.files.summaries.get(path) if path is not None else None
        foreign = server.diagnosing.items(uri)
        if summary is None or path is None:
            return (None, foreign)
        return (server.files.state(path), tuple(server.files.state(used) for used in sorted(summary.uses)), server.files.names, foreign)

    def _path(self, uri: str) -> str | None:
        path = to_path(uri)
        return path if path is not None and path in self._server.files.summaries else None
