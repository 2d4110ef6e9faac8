"""Which diagnostics each file shows, and when the client is told: pushed, or held ready for a client that asks.

A file shows what its own analysis finds, what open manifests find in it because they inherit from it, and what the
server itself has to say about it (a settings file that cannot be used).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Iterable
from typing import Any, Final

from lsprotocol import types

from dpone_lsp.model.analysis import Analysis
from dpone_lsp.server import convert
from dpone_lsp.server.convert import DiagnosticForm, Json
from dpone_lsp.server.session import Session
from dpone_lsp.server.uris import uri_at
from dpone_si.manifest.model.documents import Document

#: In a burst of edits an analysis that takes longer than this (seconds) waits a little for its end ...
_LONG: Final = 0.015
#: ... this share of its own time, but not longer than this.
_SHARE: Final = 0.3
_LONGEST_WAIT: Final = 0.15
#: Longer analyses are made in slices of this length (seconds), between which others are served.
_SLICE: Final = 0.01
#: Texts longer than this (characters) are parsed beside the loop when they are opened.
LARGE: Final = 150_000


class Publisher:
    """Publishes diagnostics for the open documents of a session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        #: URI -> version and diagnostics the client has.
        self._published: dict[str, tuple[int | None, list[Json]]] = {}
        #: URI of a file -> URI of the manifest that found something there -> diagnostics
        self._elsewhere: dict[str, dict[str, list[Json]]] = {}
        #: URI -> what the server itself has to say about a file, by subject
        self._own: dict[str, dict[str, list[Json]]] = {}
        #: The client asks for the diagnostics of the whole workspace, so nothing is pushed any more.
        self.workspace_is_pulled = False
        self._form: DiagnosticForm | None = None

    @property
    def pulls(self) -> bool:
        """True when the client asks for diagnostics itself."""
        text_document = self._session.client_capabilities.text_document
        return text_document is not None and text_document.diagnostic is not None

    @property
    def form(self) -> DiagnosticForm:
        if self._form is None:
            self._form = DiagnosticForm.of(self._session.client_capabilities)
        return self._form

    @property
    def busy(self) -> bool:
        """True while an edit waits to be analysed."""
        return bool(self._timers or self._tasks)

    def is_reading(self, uri: str) -> bool:
        """True while a large text is being read for the first time, beside everything else."""
        buffer = self._session.buffers.get(uri)
        return buffer is not None and buffer.parsed is None and len(buffer.source.text) > LARGE and uri in self._tasks

    # -- when ----------------------------------------------------------------------------------------------------------

    def schedule(self, uri: str) -> None:
        """Analyse and publish; only the newest version counts. Changes that come faster than they are analysed wait
        for their end.
        """
        burst = self._cancel(uri)
        seconds = self._session.analyses.seconds.get(uri, 0.0)
        delay = min(_LONGEST_WAIT, seconds * _SHARE) if burst and seconds > _LONG else 0.0
        self._timers[uri] = asyncio.get_running_loop().call_later(delay, self._due, uri)

    def _cancel(self, uri: str) -> bool:
        """Give up the analysis that is due or under way; True when there is one."""
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()
        task = self._tasks.pop(uri, None)
        if task is not None:
            task.cancel()
        return timer is not None or task is not None

    def _due(self, uri: str) -> None:
        self._timers.pop(uri, None)
        if self._session.wire.coming[uri] or not self._session.ready:
            # A newer text has arrived already and comes back here; settings are still on their way and wake everybody.
            return
        buffer = self._session.buffers.get(uri)
        if buffer is None:
            return
        if buffer.parsed is None or self._session.analyses.seconds.get(uri, 0.0) > _SLICE:
            self._tasks[uri] = asyncio.get_running_loop().create_task(self._slowly(uri))
        else:
            self._guarded(uri)

    async def _slowly(self, uri: str) -> None:
        """Analyse in slices, so that nobody waits for a large document but those who ask about it."""
        buffer = self._session.buffers.get(uri)
        if buffer is not None and buffer.parsed is None and len(buffer.source.text) > LARGE:
            document = await asyncio.to_thread(Document, buffer.path, buffer.source.text)
            buffer.adopt(document)
        try:
            began = time.perf_counter()
            while not self._session.analyses.advance(uri):
                if time.perf_counter() - began > _SLICE:
                    await asyncio.sleep(0)
                    began = time.perf_counter()
        except Exception as error:  # noqa: BLE001 - the guard of a task nobody awaits
            self._session.failures.tell("analysis", error)
            return
        if self._tasks.get(uri) is asyncio.current_task():
            del self._tasks[uri]
        self._guarded(uri)

    def _guarded(self, uri: str) -> None:
        try:
            self.publish(uri)
        except Exception as error:  # noqa: BLE001 - the guard of a callback nobody awaits
            self._session.failures.tell("analysis", error)

    # -- what ----------------------------------------------------------------------------------------------------------

    def publish(self, uri: str) -> None:
        """Bring what the client shows for a document, and for those it inherits from, up to date."""
        analyses = self._session.analyses
        touched: set[str] = set()
        for source in list(self._elsewhere.get(uri, ())):
            # What others find here stands at places of the newest text only after they were looked at again.
            if analyses.seconds.get(source, 1.0) < _SLICE and (other := analyses.newest(source)) is not None:
                touched.update(self._share(source, other))
        analysis = analyses.newest(uri)
        if analysis is None:
            return
        touched.update(self._share(uri, analysis))
        self._show(uri, asked=True)
        for shared in touched - {uri}:
            self._show(shared)
        self._session.published(uri, analysis)

    def look_at_dependents(self, path: str) -> None:
        """Bring what the open manifests find in a file they inherit from up to date."""
        for other in self._session.files.dependents(path):
            uri = self._session.uris.get(other)
            if uri is not None and other != path and (analysis := self._session.analyses.newest(uri)) is not None:
                self._share(uri, analysis)

    def refresh(self, uri: str) -> None:
        """Others may have found something else in a file."""
        self._show(uri)

    def closed(self, uri: str) -> None:
        """A document is closed: what it found in others goes, and what others find in it stays."""
        self._cancel(uri)
        for other in (uri, *(shared for shared, sources in self._elsewhere.items() if sources.pop(uri, None))):
            self._show(other, asked=other == uri)

    def gone(self, uri: str) -> None:
        """A file is deleted: nothing is shown in it any more."""
        self._elsewhere.pop(uri, None)
        self._own.pop(uri, None)
        self._show(uri)

    def say(self, uri: str, diagnostics: list[Json], subject: str) -> None:
        """Let the server itself say something about a file; an empty list takes it back."""
        said = self._own.setdefault(uri, {})
        if diagnostics != said.get(subject, []):
            said[subject] = diagnostics
            self._show(uri)

    def said(self, subject: str) -> list[str]:
        """Files the server itself says something about."""
        return [uri for uri, said in self._own.items() if said.get(subject)]

    def items(self, uri: str) -> list[Json]:
        """Everything to show in one file."""
        analysis = self._session.analyses.newest(uri)
        own = (
            []
            if analysis is None
            else [finding for finding in analysis.findings if finding.document is analysis.document]
        )
        made = [convert.diagnostic(finding, self._session.encoding, self._session.uris, self.form) for finding in own]
        foreign = self._elsewhere.get(uri)
        if foreign:
            seen = {_identity(item) for item in made}
            for item in (item for found in foreign.values() for item in found):
                if _identity(item) not in seen:
                    seen.add(_identity(item))
                    made.append(item)
        for said in self._own.get(uri, {}).values():
            made.extend(said)
        return made

    def foreign(self) -> list[str]:
        """Files in which others find something."""
        return [uri for uri, sources in self._elsewhere.items() if any(sources.values())]

    def elsewhere_of(self, analysis: Analysis) -> dict[str, list[Json]]:
        """What an analysis finds in other files, by their URI."""
        by_uri: dict[str, list[Json]] = {}
        for finding in analysis.findings:
            document = finding.document
            if document is not analysis.document and not document.is_builtin:
                made = convert.diagnostic(finding, self._session.encoding, self._session.uris, self.form)
                by_uri.setdefault(uri_at(document.path, self._session.uris), []).append(made)
        return by_uri

    def share(self, source: str, found: dict[str, list[Json]]) -> list[str]:
        """Keep what the manifest `source` finds in other files; the files whose diagnostics that changes."""
        touched: list[str] = []
        for shared in {*found, *(uri for uri, sources in self._elsewhere.items() if source in sources)}:
            sources = self._elsewhere.setdefault(shared, {})
            if sources.get(source, []) != found.get(shared, []):
                touched.append(shared)
            if shared in found:
                sources[source] = found[shared]
            else:
                sources.pop(source, None)
        return touched

    def _share(self, uri: str, analysis: Analysis) -> list[str]:
        return self.share(uri, self.elsewhere_of(analysis))

    def _show(self, uri: str, *, asked: bool = False) -> None:
        """Send what a file shows, if that is news. `asked`: a client that pulls asks for this one anyway."""
        buffer = self._session.buffers.get(uri)
        if self.pulls and (buffer is not None or self.workspace_is_pulled):
            if self._published.pop(uri, None) is not None:
                # It was pushed while nobody asked for it.
                self._send(uri, None, [])
            if not asked:
                self._session.refresher.ask(types.WORKSPACE_DIAGNOSTIC_REFRESH)
            return
        version = None if buffer is None else buffer.version
        items = self.items(uri)
        if self._published.get(uri) == (version, items) or (
            not items and version is None and uri not in self._published
        ):
            return
        if items or version is not None:
            self._published[uri] = (version, items)
        else:
            del self._published[uri]
        self._send(uri, version, items)

    def _send(self, uri: str, version: int | None, items: list[Json]) -> None:
        params: dict[str, Any] = {"uri": uri, "diagnostics": items}
        if version is not None:
            params["version"] = version
        self._session.send_plain(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)


def result_id(items: Iterable[Json]) -> str:
    """The same for the same diagnostics, whatever the version of the text."""
    return hashlib.blake2s(json.dumps(list(items), sort_keys=True).encode(), digest_size=12).hexdigest()


def server_diagnostic(line: int, message: str, code: str, severity: str = "warning") -> Json:
    """A diagnostic that comes from no rule, on a zero-based line."""
    return {
        "range": convert.line_range(line),
        "severity": convert.SEVERITY[severity],
        "code": code,
        "source": convert.SOURCE,
        "message": message,
    }


def _identity(item: Json) -> tuple[object, ...]:
    start, end = item["range"]["start"], item["range"]["end"]
    return (
        item.get("code"),
        item["message"].partition("\n")[0],
        start["line"],
        start["character"],
        end["line"],
        end["character"],
    )
