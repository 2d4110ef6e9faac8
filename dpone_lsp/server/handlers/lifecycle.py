"""initialize, initialized, workspace folders, saving and tracing."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.handlers.indexing import start_index
from dpone_lsp.server.handlers.settings import pull_settings
from dpone_lsp.server.uris import to_path
from dpone_lsp.server.warm_up import warm
from dpone_si.manifest.expansion.loading import root_of


def register(server: DponeServer) -> None:
    @server.feature(types.INITIALIZE)
    def _(params: types.InitializeParams) -> None:
        options: Any = params.initialization_options
        server.client_options = dict(options) if isinstance(options, dict) else {}
        server.configuration.trusted = server.client_options.get("trusted") is True
        # Clients without a settings section of their own send it along, some with its name around it.
        settings: Any = server.client_options.get("settings", server.client_options)
        server.configuration.set_section(settings.get("dpone", settings) if isinstance(settings, dict) else settings)
        folders = [folder.uri for folder in params.workspace_folders or ()] or [
            uri for uri in (params.root_uri,) if uri
        ]
        _set_roots(server, [path for uri in folders if (path := to_path(uri))])
        if params.trace is not None:
            server.protocol.trace = params.trace
        if params.process_id is not None:
            server.wire.watch(params.process_id)

    @server.feature(types.INITIALIZED)
    def _(params: types.InitializedParams) -> None:
        _register_with_client(server)
        server.start(_begin(server))
        server.start(warm(server))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def _(params: types.DidChangeWorkspaceFoldersParams) -> None:
        removed = {to_path(folder.uri) for folder in params.event.removed}
        added = [path for folder in params.event.added if (path := to_path(folder.uri))]
        _set_roots(server, [*(root for root in server.files.roots if root not in removed), *added])
        server.start(_begin(server))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def _(params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        if not server.watches_files:
            server.configuration.forget()
            server.analyses.invalidate()
        server.blast.saved(uri)
        if uri in server.buffers:
            server.publisher.schedule(uri)


async def _begin(server: DponeServer) -> None:
    """Settings first, so that nothing is shown that they take back; then the index, while the open files are served."""
    await pull_settings(server)
    server.ready = True
    server.settings_changed()
    start_index(server)


def _set_roots(server: DponeServer, roots: list[str]) -> None:
    server.files.set_roots(roots)
    for root in roots:
        # A folder inside a repository: what it refers to may lie elsewhere in the repository.
        server.files.admit(root_of(f"{root}/manifest.yaml"))
    server.configuration.set_roots(server.files.roots)


def _register_with_client(server: DponeServer) -> None:
    """Ask to be told of changed files and settings, where the client lets a server ask."""
    workspace = server.client_capabilities.workspace
    if workspace is None:
        return
    wanted: list[types.Registration] = []
    watched = workspace.did_change_watched_files
    if watched is not None and watched.dynamic_registration:
        patterns = ("**/*.{yaml,yml}", "**/pyproject.toml", "**/dpone-lint.toml")
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(pattern) for pattern in patterns]
        )
        wanted.append(types.Registration("dpone-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
        server.watches_files = True
    changed = workspace.did_change_configuration
    if changed is not None and changed.dynamic_registration:
        section = types.DidChangeConfigurationRegistrationOptions(section="dpone")
        wanted.append(types.Registration("dpone-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if wanted:
        server.ask(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(wanted))
