"""The server object: what it keeps for its one client, and the doors through which handlers reach it."""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Final
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException
from pygls.lsp.server import LanguageServer

from dpone_lsp import __version__
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.server.analyses import Analyses
from dpone_lsp.server.buffers import Buffer
from dpone_lsp.server.client_commands import CLIENT_COMMANDS
from dpone_lsp.server.configuration import Configuration, Fault
from dpone_lsp.server.cooperative import PATIENCE, WAIT, Pause, paused
from dpone_lsp.server.diagnostics.blast_radius import BlastWatch
from dpone_lsp.server.diagnostics.closed_files import ClosedFiles
from dpone_lsp.server.diagnostics.publisher import LARGE, Publisher, server_diagnostic
from dpone_lsp.server.failures import Failures
from dpone_lsp.server.refresh import Refresher
from dpone_lsp.server.uris import to_path, uri_at
from dpone_lsp.server.wire.protocol import DponeProtocol
from dpone_lsp.server.wire.transport import Wire
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.expansion.loading import root_of
from dpone_si.manifest.model.documents import Document

_log = logging.getLogger(__name__)

_NO_CAPABILITIES: Final = types.ClientCapabilities()


class DponeServer(LanguageServer):
    """One client's view of its manifests."""

    protocol: DponeProtocol  # pyright: ignore[reportIncompatibleVariableOverride] - made by the base class from `protocol_cls`

    def __init__(self, wire: Wire) -> None:
        super().__init__("dpone-lsp", __version__, protocol_cls=DponeProtocol, max_workers=1)
        self.wire = wire
        self.protocol.set_writer(wire)
        #: Settings are known; before that nothing is published.
        self.ready = False
        #: The client said that it tells of changed files.
        self.watches_files = False
        #: What the client sent in `initializationOptions`.
        self.client_options: dict[str, Any] = {}
        self.buffers: dict[str, Buffer] = {}
        #: Path of an open document -> the URI the client uses for it.
        self.uris: dict[str, str] = {}
        self.files = Workspace([])
        self.failures = Failures(lambda sentence: self.show(types.MessageType.Error, sentence))
        self.configuration = Configuration(self._tell_setting)
        self.analyses = Analyses(self.buffers, self.files, self.configuration, self._others_changed)
        self.publisher = Publisher(self)
        self.refresher = Refresher(lambda: self.client_capabilities, self.ask)
        self.closed_files = ClosedFiles(self, self.publisher)
        self.blast = BlastWatch(self, self.publisher, self.closed_files)
        #: Set when diagnostics of any file may be different.
        self.news = asyncio.Event()
        #: The index under way.
        self.indexing: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()

    def run(self) -> int:
        """Serve until the client ends; returns the exit code."""
        return self.wire.run(self.protocol)

    # -- registration: every handler is guarded ------------------------------------------------------------------------

    def feature(self, feature_name: str, options: Any | None = None) -> Callable[[Any], Any]:
        register = super().feature(feature_name, options)
        about_a_text = feature_name.startswith("textDocument/") and not feature_name.startswith("textDocument/did")
        return lambda handler: register(
            self.failures.guarded(feature_name, self._patient(handler) if about_a_text else handler)
        )

    def command(self, command_name: str) -> Callable[[Any], Any]:
        register = super().command(command_name)
        return lambda handler: register(self.failures.guarded(types.WORKSPACE_EXECUTE_COMMAND, handler))

    def _patient(self, handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """The handler of a request about a document, which waits for its analysis without holding up requests about
        others.
        """
        if inspect.iscoroutinefunction(handler):
            return handler
        pauses = inspect.isgeneratorfunction(handler)

        @functools.wraps(handler)
        def waits(params: Any) -> Generator[Pause, Any, Any]:
            uri = params.text_document.uri
            asked = self._revision(uri)
            while self.publisher.is_reading(uri):
                yield WAIT
            yield from paused(self.analyses.steps(uri), PATIENCE)
            if self._revision(uri) != asked:
                # The places it is about are those of another text.
                raise JsonRpcContentModified
            result = handler(params)
            return (yield from result) if pauses else result

        return waits

    def _revision(self, uri: str) -> int | None:
        buffer = self.buffers.get(uri)
        return None if buffer is None else buffer.revision

    # -- the client ----------------------------------------------------------------------------------------------------

    @property
    def client_capabilities(self) -> types.ClientCapabilities:
        return getattr(self.protocol, "client_capabilities", _NO_CAPABILITIES)

    @property
    def encoding(self) -> str:
        """The negotiated position encoding."""
        try:
            encoding = self.protocol.workspace.position_encoding
        except RuntimeError:
            return "utf-16"
        return str(getattr(encoding, "value", encoding))

    def show(self, kind: types.MessageType, sentence: str) -> None:
        """Put a sentence before the user."""
        self.window_show_message(types.ShowMessageParams(kind, sentence))

    def ask(self, method: str, params: Any = None) -> None:
        """Send a request whose answer does not matter."""
        if isinstance(params, dict):
            self.protocol.send_plain(method, params, request=str(uuid4()))
        else:
            self.protocol.send_request(method, params).add_done_callback(
                lambda answer: answer.cancelled() or answer.exception()
            )

    def send_plain(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification that is already plain JSON data."""
        self.protocol.send_plain(method, params)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What pygls could not do."""
        if not isinstance(error, JsonRpcException):
            self.failures.tell("the protocol", error)

    def client_command(self, command: str) -> str:
        """The command a lens or action names: the client's own door to it when it says that it has one."""
        return CLIENT_COMMANDS.get(command, command) if self.client_options.get("clientCommands") else command

    def option(self, uri: str, name: str) -> Any:
        """A setting of the client's `dpone` section for a document, such as `codeLens.enabled`."""
        buffer = self.buffers.get(uri)
        return self.configuration.option(buffer.path if buffer is not None else "", name)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a coroutine beside the messages; its faults are told."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - the guard of a task nobody awaits
                self.failures.tell("the background", error)

        task = asyncio.get_running_loop().create_task(guarded())
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        # Ended before it began, the work would complain that nobody waited for it.
        task.add_done_callback(lambda _: work.close())
        return task

    # -- texts ---------------------------------------------------------------------------------------------------------

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        if item.uri in self.buffers:
            _log.warning("a document was opened twice; the second text counts")
            self.closed(item.uri)
        path = self._path_of(item.uri)
        buffer = Buffer(item.uri, path, item.text, item.version)
        self.buffers[item.uri] = buffer
        self.uris[path] = item.uri
        if not self.watches_files:
            self.configuration.forget()
        if len(item.text) <= LARGE:
            self.files.open[path] = buffer.document
        self.publisher.schedule(item.uri)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        buffer = self.buffers.get(uri)
        if buffer is None:
            _log.warning("a change for a document that is not open")
            return
        buffer.change(list(params.content_changes), params.text_document.version, self.encoding)
        self.publisher.schedule(uri)

    def closed(self, uri: str) -> None:
        buffer = self.buffers.pop(uri, None)
        if buffer is None:
            _log.warning("a document was closed that is not open")
            return
        self.uris.pop(buffer.path, None)
        self.files.open.pop(buffer.path, None)
        self.files.forget(buffer.path)
        self.analyses.forget(uri)
        self.publisher.closed(uri)
        self.blast.closed(uri)
        self.files.summary(buffer.path)
        self._others_changed(buffer.path)

    def _path_of(self, uri: str) -> str:
        path = to_path(uri)
        if path is None:
            # An unsaved editor: what it names relatively is looked for where it would be saved.
            root = self.files.roots[0] if self.files.roots else ""
            return f"{root}/{uri}" if root else uri
        if not self.files.may_read(path):
            self.files.admit(root_of(path))
        return path

    # -- analyses ------------------------------------------------------------------------------------------------------

    def analysis(self, uri: str) -> Analysis | None:
        """The analysis of an open document at its newest text; None when it is not open."""
        return self.analyses.newest(uri)

    def invalidate(self) -> None:
        """Something every analysis may rest on has changed (settings, files on disk)."""
        self.analyses.invalidate()
        self._others_changed(None)
        self.refresher.everything()

    def _others_changed(self, path: str | None) -> None:
        """Look again at the open documents that inherit from a file, or at all."""
        self.news.set()
        dependents = None if path is None else set(self.files.dependents(path))
        for uri, buffer in self.buffers.items():
            if dependents is None or buffer.path in dependents:
                self.publisher.schedule(uri)
        if len(self.buffers) > 1:
            self.refresher.everything()

    def published(self, uri: str, analysis: Analysis) -> None:
        """A document has been analysed and shown."""
        self.news.set()
        self.blast.edited(uri, analysis)

    def offset(self, document: Document, position: types.Position) -> int:
        return document.source.offset(position.line, position.character, self.encoding)

    def range(self, document: Document, start: int, end: int) -> types.Range:
        (line, column), (last, last_column) = (
            document.source.position(start, self.encoding),
            document.source.position(end, self.encoding),
        )
        return types.Range(types.Position(line, column), types.Position(last, last_column))

    # -- settings ------------------------------------------------------------------------------------------------------

    def settings_changed(self) -> None:
        """Settings of the client or of files are different: everything is looked at anew."""
        self.invalidate()
        self.show_setting_faults()

    def show_setting_faults(self) -> None:
        """Settings files that cannot be used carry a diagnostic at the line."""
        for buffer in self.buffers.values():
            self.configuration.settings_for(buffer.path)
        for root in self.files.roots:
            self.configuration.settings_for(f"{root}/manifest.yaml")
        faults = {uri_at(path, self.uris): found for path, found in self.configuration.faults.items()}
        for uri in {*faults, *self.publisher.said("settings")}:
            rows = [
                server_diagnostic((fault.line or 1) - 1, fault.message, "settings") for fault in faults.get(uri, ())
            ]
            self.publisher.say(uri, rows, "settings")

    def _tell_setting(self, fault: Fault) -> None:
        self.show(types.MessageType.Warning, f"dpone: {fault.text}")
