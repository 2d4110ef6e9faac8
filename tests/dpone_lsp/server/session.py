"""A server under test behind a real client: `editor(...)` starts it as a process; what it sends is waited for, never slept for."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, LanguageClient, register_lsp_features

CHECKOUT = Path(__file__).resolve().parents[3]
#: Nothing here takes so long, unless it never comes.
PATIENCE = 30.0

SINGLE = """\
kind: dpone.single.v1
name: orders
source:
  type: postgres
  connection_type: env
  connection_id: pg
  table: {schema: public, name: orders}
  options: {columns: [id]}
sink:
  type: clickhouse
  connection_type: env
  connection_id: ch
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [id]
"""
#: The same with one fault.
FAULTY = SINGLE.replace("incremental_merge", "incremental_mergee")
FAULT = "strategy-mode-unknown"


def batch(preset: str, *tables: str) -> str:
    """A batch manifest built on a preset."""
    rows = "".join(f"      - table: {table}\n" for table in tables)
    return f"kind: dpone.batch.v1\nconvention: {preset}\nschemas:\n  public:\n    tables:\n{rows}"


#: What a batch manifest inherits: outcomes hang on its hints.
PRESET = """\
defaults:
  name: "{{ src_table }}"
  source:
    type: postgres
    connection_type: env
    connection_id: pg
    options:
      columns: [id]
      changed_percent: 0.01
  sink:
    type: clickhouse
    connection_type: env
    connection_id: ch
    table: {schema: raw, name: "{{ src_table }}"}
    strategy:
      mode: incremental_merge
      unique_key: [id]
"""


def environment(**more: str) -> dict[str, str]:
    """The packages of this checkout."""
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), **more}


class Editor:
    """One editor with its server."""

    def __init__(self, client: LanguageClient, root: Path, result: types.InitializeResult) -> None:
        self.client = client
        self.root = root
        self.capabilities = result.capabilities
        self._heard = asyncio.Event()
        #: Everything published, in order.
        self.published: list[types.PublishDiagnosticsParams] = []
        #: Methods of the requests the server sent.
        self.asked: list[tuple[str, Any]] = []
        self.shown: list[types.ShowMessageParams] = []
        self.progress: list[Any] = []

    # -- hearing ---------------------------------------------------------------------------------------------------------

    def hear(self) -> None:
        self._heard.set()

    async def until(self, holds: Callable[[], Any]) -> Any:
        """Wait until something holds; the answer is what it gives."""
        async with asyncio.timeout(PATIENCE):
            while not (found := holds()):
                self._heard.clear()
                await self._heard.wait()
        return found

    def rules(self, uri: str) -> list[str]:
        """The rules that report in a file, by the last publication; see `serious`."""
        last = next((one for one in reversed(self.published) if one.uri == uri), None)
        return [] if last is None else [str(one.code) for one in serious(last.diagnostics)]

    async def publication(self, uri: str, version: int | None = None) -> types.PublishDiagnosticsParams:
        """The publication for a version of a document."""
        return await self.until(
            lambda: next(
                (
                    one
                    for one in reversed(self.published)
                    if one.uri == uri and (version is None or one.version == version)
                ),
                None,
            )
        )

    # -- speaking --------------------------------------------------------------------------------------------------------

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def write(self, name: str, text: str) -> str:
        """Put a file on disk; its URI."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path.as_uri()

    def open(self, name: str, text: str | None = None, version: int = 1) -> str:
        """Open a file, or a text under its name; a name with a scheme is taken as it is."""
        uri = name if ":" in name else self.uri(name)
        content = (self.root / name).read_text(encoding="utf-8") if text is None else text
        item = types.TextDocumentItem(uri=uri, language_id="yaml", version=version, text=content)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, version: int, *changes: Any) -> None:
        """Texts replace the whole; (start, end, text) with (line, character) pairs replace a part."""
        rows: list[Any] = []
        for change in changes:
            if isinstance(change, str):
                rows.append(types.TextDocumentContentChangeWholeDocument(text=change))
            else:
                start, end, text = change
                where = types.Range(types.Position(*start), types.Position(*end))
                rows.append(types.TextDocumentContentChangePartial(range=where, text=text))
        identifier = types.VersionedTextDocumentIdentifier(version=version, uri=uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, rows))

    def close(self, uri: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def save(self, uri: str) -> None:
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def files_changed(self, *changes: tuple[str, types.FileChangeType]) -> None:
        events = [types.FileEvent(uri, kind) for uri, kind in changes]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def command(self, name: str, **arguments: Any) -> Any:
        return plain(
            await self.client.workspace_execute_command_async(types.ExecuteCommandParams(f"dpone.{name}", [arguments]))
        )

    async def pull(self, uri: str, previous: str | None = None) -> Any:
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
        return await self.client.text_document_diagnostic_async(params)

    async def actions(self, uri: str, line: int, *only: str) -> Any:
        where = types.Range(types.Position(line, 0), types.Position(line, 200))
        context = types.CodeActionContext([], only=list(only) or None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        return await self.client.text_document_code_action_async(params)

    async def indexed(self) -> None:
        """Until every manifest has been read."""
        async with asyncio.timeout(PATIENCE):
            while not (await self.command("serverInfo"))["workspace"]["indexed"]:
                await asyncio.sleep(0.01)


def capabilities(*, push: bool = True, **workspace: Any) -> types.ClientCapabilities:
    """A capable client: it pulls unless it is pushed to."""
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf16]),
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(
                document_changes=True, change_annotation_support=types.ChangeAnnotationsSupportOptions()
            ),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
            code_lens=types.CodeLensWorkspaceClientCapabilities(refresh_support=True),
            inlay_hint=types.InlayHintWorkspaceClientCapabilities(refresh_support=True),
            semantic_tokens=types.SemanticTokensWorkspaceClientCapabilities(refresh_support=True),
            apply_edit=True,
            **workspace,
        ),
        window=types.WindowClientCapabilities(work_done_progress=True),
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=None if push else types.DiagnosticClientCapabilities(),
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(
                related_information=True,
                version_support=True,
                code_description_support=True,
                data_support=True,
                tag_support=types.ClientDiagnosticsTagOptions(
                    [types.DiagnosticTag.Unnecessary, types.DiagnosticTag.Deprecated]
                ),
            ),
            code_action=types.CodeActionClientCapabilities(
                code_action_literal_support=types.ClientCodeActionLiteralOptions(types.ClientCodeActionKindOptions([]))
            ),
            document_symbol=types.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True),
        ),
    )


@asynccontextmanager
async def editor(
    root: Path,
    able: types.ClientCapabilities | None = None,
    *,
    folders: Iterable[Path] | None = None,
    options: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    arguments: Iterable[str] = (),
    env: dict[str, str] | None = None,
) -> AsyncGenerator[Editor]:
    """An editor on a folder. `settings` is its `dpone` section."""
    client = LanguageClient(converter_factory=default_converter)
    made: list[Editor] = []
    _listen(client, made)
    if settings is not None:
        client.set_configuration(settings, section="dpone")
    start: Any = client.start_io
    await start(sys.executable, "-m", "dpone_lsp", *arguments, env=environment(**(env or {})), cwd=str(root))
    opened = [root] if folders is None else list(folders)
    params = types.InitializeParams(
        capabilities=able or capabilities(),
        workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in opened],
        initialization_options=options,
    )
    try:
        early: list[Editor] = made
        client.capabilities = params.capabilities
        params.process_id = os.getpid()
        early.append(Editor(client, root, types.InitializeResult(types.ServerCapabilities())))
        early[0].capabilities = (await client.initialize_async(params)).capabilities
        client.initialized(types.InitializedParams())
        yield early[0]
        await client.shutdown_session()
    finally:
        server: Any = client._server
        if server is not None and server.returncode is None:
            server.kill()
        await client.stop()


def _listen(client: LanguageClient, made: list[Editor]) -> None:
    def publish(params: types.PublishDiagnosticsParams) -> None:
        made[0].published.append(params)
        made[0].hear()

    def show(params: types.ShowMessageParams) -> None:
        made[0].shown.append(params)
        made[0].hear()

    def progress(params: types.ProgressParams) -> None:
        made[0].progress.append((params.token, plain(params.value)))
        made[0].hear()

    def asked(method: str, answer: Any = None) -> Callable[[Any], Any]:
        def handle(params: Any) -> Any:
            made[0].asked.append((method, params))
            made[0].hear()
            return answer

        return handle

    requests = (
        types.CLIENT_REGISTER_CAPABILITY,
        types.WORKSPACE_DIAGNOSTIC_REFRESH,
        types.WORKSPACE_CODE_LENS_REFRESH,
        types.WORKSPACE_INLAY_HINT_REFRESH,
        types.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
        types.WINDOW_WORK_DONE_PROGRESS_CREATE,
    )
    register_lsp_features(
        client,
        {
            **DEFAULT_CLIENT_FEATURES,
            **{method: asked(method) for method in requests},
            types.WORKSPACE_APPLY_EDIT: asked(types.WORKSPACE_APPLY_EDIT, types.ApplyWorkspaceEditResult(True)),
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
            types.WINDOW_SHOW_MESSAGE: show,
            types.PROGRESS: progress,
        },
    )


def serious(found: Iterable[types.Diagnostic]) -> list[types.Diagnostic]:
    """Diagnostics without hints: the samples are free of faults, not of advice."""
    return [one for one in found if one.severity != types.DiagnosticSeverity.Hint]


def plain(value: Any) -> Any:
    """Answers the protocol does not type, as plain data."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value
