"""Diagnostics of every manifest of the workspace, for clients that ask for them.

The client keeps one such request open: it is answered when something has changed, in parts as they become ready where
the client takes parts. Only result ids are kept; a manifest is analysed again when its text, a file it is built from,
or the settings have changed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Final

from lsprotocol import types

from dpone_lsp.server.convert import Json
from dpone_lsp.server.diagnostics.closed_files import ClosedFiles
from dpone_lsp.server.diagnostics.publisher import Publisher, result_id
from dpone_lsp.server.session import Session
from dpone_lsp.server.uris import to_path, uri_at

_SLICE: Final = 0.005
#: Changes within this time (seconds) are one.
_QUIET: Final = 0.2
#: So many reports are sent at once.
_PART: Final = 50


class WorkspaceDiagnostics:
    """Answers `workspace/diagnostic` for one session."""

    def __init__(self, session: Session, publisher: Publisher, closed_files: ClosedFiles) -> None:
        self._session = session
        self._publisher = publisher
        self._closed_files = closed_files

    async def report(self, params: types.WorkspaceDiagnosticParams) -> Json:
        """Reports of all files that differ from what the client has; waits until there is one."""
        self._publisher.workspace_is_pulled = True
        previous = {one.uri: one.value for one in params.previous_result_ids}
        while True:
            self._session.news.clear()
            items = await self._round(previous, params.partial_result_token)
            if items is not None:
                return {"items": items}
            await self._session.news.wait()
            await asyncio.sleep(_QUIET)

    async def _round(self, previous: dict[str, str], token: types.ProgressToken | None) -> list[Json] | None:
        """One look at everything; None when the client has it all."""
        session = self._session
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
                while session.wire.waiting or self._publisher.busy:
                    await asyncio.sleep(0.002)
                began = time.perf_counter()
        return rows if rows or sent else None

    def _files(self, previous: dict[str, str]) -> Iterator[str]:
        """Every file that shows something or did so; manifests first, because they find what others show."""
        session = self._session
        seen: set[str] = set()
        manifests = [
            uri_at(path, session.uris) for path in session.files.manifests() if not session.configuration.excluded(path)
        ]
        for group in (
            lambda: manifests,
            self._publisher.foreign,
            lambda: self._publisher.said("settings"),
            lambda: list(previous),
        ):
            for uri in group():
                if uri not in seen:
                    seen.add(uri)
                    yield uri

    def _send(self, token: types.ProgressToken, rows: list[Json]) -> None:
        self._session.send_plain(types.PROGRESS, {"token": token, "value": {"items": rows}})

    def _row(self, uri: str, previous: str | None) -> Json | None:
        session = self._session
        buffer = session.buffers.get(uri)
        path = to_path(uri)
        if buffer is not None or path is None or path not in session.files.summaries:
            items = self._publisher.items(uri)
            result = result_id(items)
        else:
            digest = self._closed_files.digest(path)
            if digest is not None and self._result(uri, digest) == previous:
                return None
            own = self._closed_files.read(path)
            result = self._result(uri, result_id(own))
            items = [*own, *self._publisher.items(uri)]
        if result == previous or (previous is None and not items):
            return None
        version = buffer.version if buffer is not None else None
        return {"kind": "full", "uri": uri, "version": version, "resultId": result, "items": items}

    def _result(self, uri: str, digest: str) -> str:
        """The result id of a manifest that is not open: what it shows itself, and what others find in it."""
        others = self._publisher.items(uri)
        return digest if not others else digest + result_id(others)
