"""The server object: buffers, workspace, settings, and the analysis of each open document, computed when first needed."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from dpone_lsp import __version__
from dpone_lsp.analysis import analyze
from dpone_lsp.findings import Finding
from dpone_lsp.server import convert, handlers
from dpone_lsp.server.buffers import Buffer
from dpone_lsp.server.uris import to_path
from dpone_lsp.settings import Settings
from dpone_lsp.subject import Analysis
from dpone_lsp.workspace import Workspace
from dpone_si.manifest.documents import Document

_log = logging.getLogger(__name__)

#: A change is analysed this long after the last one of a burst (seconds); larger documents wait a little longer.
QUIET = 0.002
QUIET_SHARE = 0.25
QUIET_MAX = 0.12


class DponeProtocol(LanguageServerProtocol):
    """Keeps texts in our own buffers: columns are counted once, and only the line breaks of the protocol count as such."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._dpone.opened(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._dpone.changed(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._dpone.closed(params)

    @property
    def _dpone(self) -> DponeServer:
        return self._server  # type: ignore[return-value]

    def send_plain(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification that is already plain JSON data."""
        self._send_data({"jsonrpc": "2.0", "method": method, "params": params})


class DponeServer(LanguageServer):
    """One client's view of its manifests."""

    protocol: DponeProtocol

    def __init__(self) -> None:
        super().__init__("dpone-lsp", __version__, protocol_cls=DponeProtocol, max_workers=2)
        self.buffers: dict[str, Buffer] = {}
        #: Path of an open document -> the URI the client uses for it.
        self.uris: dict[str, str] = {}
        self.settings = Settings()
        self.files = Workspace([])
        self.trusted = True
        self.options: dict[str, Any] = {}
        self._analyses: dict[str, tuple[int, int, Analysis]] = {}
        #: Counts changes that any document may feel: settings, files on disk, other buffers that are layers.
        self._epoch = 0
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._published: dict[str, list[Any]] = {}
        #: uri of a shared document -> uri of the manifest that found something there -> findings
        self._elsewhere: dict[str, dict[str, list[Finding]]] = {}
        self.last_seconds: dict[str, float] = {}
        #: Tokens of progress bars the user has cancelled.
        self.cancelled_progress: set[str] = set()

    # -- texts -----------------------------------------------------------------------------------------------------------

    @property
    def encoding(self) -> str:
        """The negotiated position encoding."""
        try:
            return str(self.protocol.workspace.position_encoding.value)
        except (RuntimeError, AttributeError):
            return "utf-16"

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        path = to_path(item.uri) or item.uri
        buffer = Buffer(item.uri, path, item.text, item.version, item.language_id)
        self.buffers[item.uri] = buffer
        self.uris[path] = item.uri
        self._touch(path, buffer)
        self.schedule(item.uri)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        buffer = self.buffers.get(uri)
        if buffer is None:
            _log.warning("a change for a document that is not open: %s", uri)
            return
        buffer.change(list(params.content_changes), params.text_document.version, self.encoding)
        self.schedule(uri)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        buffer = self.buffers.pop(uri, None)
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()
        self._analyses.pop(uri, None)
        if buffer is not None:
            path = buffer.document.path
            self.uris.pop(path, None)
            self.files.open.pop(path, None)
            self.files.forget(path)
            self._epoch += 1
        for shared in list(self._elsewhere):
            if self._elsewhere[shared].pop(uri, None) is not None:
                self._publish_elsewhere(shared)
        self._send_diagnostics(uri, None, [])
        self._published.pop(uri, None)

    def _touch(self, path: str, buffer: Buffer) -> None:
        self.files.open[path] = buffer.document
        self._epoch += 1

    # -- analyses --------------------------------------------------------------------------------------------------------

    def analysis(self, uri: str) -> Analysis | None:
        """The analysis of an open document at its newest text; None when it is not open."""
        buffer = self.buffers.get(uri)
        if buffer is None:
            return None
        document = buffer.document
        known = self._analyses.get(uri)
        if known is not None and known[0] == document.version and known[1] == self._epoch:
            return known[2]
        started = time.perf_counter()
        previous = known[2] if known is not None else None
        made = analyze(document, self.files, self.settings, previous)
        self.last_seconds[uri] = time.perf_counter() - started
        if known is not None and known[0] != document.version:
            # Others may inherit from this text: presets, registries and fragments in open editors count at once.
            if self.files.dependents(document.path) or made.document.form == "other":
                self._epoch += 1
                self._reschedule_dependents(document.path, uri)
        if made.expansion.processes:
            self.files.remember(made.expansion)
        self._analyses[uri] = (document.version, self._epoch, made)
        return made

    def invalidate(self) -> None:
        """Something every analysis may depend on has changed (settings, a file on disk)."""
        self._epoch += 1
        for uri in self.buffers:
            self.schedule(uri)

    def _reschedule_dependents(self, path: str, uri: str) -> None:
        dependents = set(self.files.dependents(path))
        for other, buffer in self.buffers.items():
            if other != uri and buffer.document.path in dependents:
                self.schedule(other)

    def buffer_at(self, uri: str) -> Buffer | None:
        return self.buffers.get(uri)

    def offset(self, document: Document, position: types.Position) -> int:
        return document.source.offset(position.line, position.character, self.encoding)

    def range(self, document: Document, start: int, end: int) -> types.Range:
        (line, column), (last, last_column) = (
            document.source.position(start, self.encoding),
            document.source.position(end, self.encoding),
        )
        return types.Range(types.Position(line, column), types.Position(last, last_column))

    # -- diagnostics -----------------------------------------------------------------------------------------------------

    @property
    def pulls(self) -> bool:
        """True when the client asks for diagnostics itself."""
        text_document = self.client_capabilities.text_document
        return text_document is not None and text_document.diagnostic is not None

    def schedule(self, uri: str) -> None:
        """Analyse and publish when the burst of changes is over; only the newest version counts."""
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.publish(uri)
            return
        delay = min(QUIET_MAX, max(QUIET, self.last_seconds.get(uri, 0.0) * QUIET_SHARE))
        self._timers[uri] = loop.call_later(delay, self._due, uri)

    @property
    def busy(self) -> bool:
        """True while an edit waits to be analysed."""
        return bool(self._timers)

    def _due(self, uri: str) -> None:
        self._timers.pop(uri, None)
        try:
            self.publish(uri)
        except Exception:
            if os.environ.get("DPONE_LSP_RAISE"):
                raise
            _log.exception("analysing %s failed", uri)
            self.report_once("analysis")

    def publish(self, uri: str) -> None:
        """Push the diagnostics of a document, unless the client pulls them."""
        buffer = self.buffers.get(uri)
        analysis = self.analysis(uri)
        if buffer is None or analysis is None:
            return
        self._share(uri, analysis)
        if self.pulls:
            return
        self._send_diagnostics(uri, buffer.version, self.diagnostics(uri, analysis))

    def diagnostics(self, uri: str, analysis: Analysis) -> list[dict[str, Any]]:
        """Everything to show in one document: its own findings and those that other manifests found in it."""
        capabilities = self._diagnostic_capabilities()
        own = [finding for finding in analysis.findings if finding.document is analysis.document]
        shared = [finding for findings in self._elsewhere.get(uri, {}).values() for finding in findings]
        seen: set[tuple[object, ...]] = set()
        made: list[dict[str, Any]] = []
        for finding in (*own, *shared):
            key = (finding.rule, finding.place.span, finding.message)
            if key not in seen:
                seen.add(key)
                made.append(convert.diagnostic(finding, self.encoding, self.uris, related=capabilities))
        return made

    def _diagnostic_capabilities(self) -> bool:
        text_document = self.client_capabilities.text_document
        publish = text_document.publish_diagnostics if text_document is not None else None
        return publish is None or publish.related_information is not False

    def _share(self, uri: str, analysis: Analysis) -> None:
        """Findings that stand in another file (a preset, a registry) are shown there."""
        by_uri: dict[str, list[Finding]] = {}
        for finding in analysis.findings:
            document = finding.document
            if document is not analysis.document and not document.path.startswith("builtin:"):
                by_uri.setdefault(convert.uri_of(document, self.uris), []).append(finding)
        touched = {shared for shared, sources in self._elsewhere.items() if uri in sources} | by_uri.keys()
        for shared in touched:
            sources = self._elsewhere.setdefault(shared, {})
            if shared in by_uri:
                sources[uri] = by_uri[shared]
            else:
                sources.pop(uri, None)
            self._publish_elsewhere(shared)

    def _publish_elsewhere(self, shared: str) -> None:
        buffer = self.buffers.get(shared)
        if buffer is not None:
            analysis = self.analysis(shared)
            if analysis is not None and not self.pulls:
                self._send_diagnostics(shared, buffer.version, self.diagnostics(shared, analysis))
            return
        findings = [finding for found in self._elsewhere.get(shared, {}).values() for finding in found]
        seen: set[tuple[object, ...]] = set()
        made: list[dict[str, Any]] = []
        for finding in findings:
            key = (finding.rule, finding.place.span, finding.message)
            if key not in seen:
                seen.add(key)
                made.append(convert.diagnostic(finding, self.encoding, self.uris))
        self._send_diagnostics(shared, None, made)

    def _send_diagnostics(self, uri: str, version: int | None, diagnostics: list[dict[str, Any]]) -> None:
        if not diagnostics and not self._published.get(uri) and version is None:
            return
        self._published[uri] = diagnostics
        params: dict[str, Any] = {"uri": uri, "diagnostics": diagnostics}
        if version is not None:
            params["version"] = version
        self.protocol.send_plain(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    # -- options ---------------------------------------------------------------------------------------------------------

    def option(self, path: str, default: Any) -> Any:
        """A setting of the client's `dpone` section, such as `codeLens.enabled`."""
        value: Any = self.options
        for part in path.split("."):
            if not isinstance(value, dict) or part not in value:
                return default
            value = value[part]
        return value

    def client_command(self, command: str) -> str:
        """The command a lens or action names: the client's own door to it when it says that it has one."""
        if command and self.option("clientCommands", False):
            return command.replace("dpone.", "dpone.client.", 1)
        return command

    # -- failures --------------------------------------------------------------------------------------------------------

    _reported: set[str] = set()

    def report_once(self, what: str) -> None:
        """Tell the user once that something of ours broke; the log has the details."""
        if what in self._reported:
            return
        self._reported = {*self._reported, what}
        self.window_show_message(
            types.ShowMessageParams(
                types.MessageType.Warning,
                f"dpone: {what} failed for this file (our fault). The server goes on; start it with --log-file to see why.",
            )
        )

    def report_server_error(self, error: Exception, source: Any) -> None:
        _log.error("internal error: %s", error, exc_info=error)


def create_server() -> DponeServer:
    """A server with every handler registered."""
    server = DponeServer()
    for module in iter_modules(handlers.__path__):
        import_module(f"{handlers.__name__}.{module.name}").register(server)
    return server
