"""initialize, settings, workspace folders, watched files and shutdown."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.uris import to_path
from dpone_lsp.workspace import Workspace


def register(server: DponeServer) -> None:
    @server.feature(types.INITIALIZE)
    def _(params: types.InitializeParams) -> None:
        roots = [path for folder in params.workspace_folders or [] if (path := to_path(folder.uri))]
        if not roots and params.root_uri:
            path = to_path(params.root_uri)
            roots = [path] if path else []
        server.files = Workspace(roots)
        options: Any = params.initialization_options
        server.options = dict(options) if isinstance(options, dict) else {}
        server.trusted = bool(server.options.get("trusted", True))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _(params: types.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            path = to_path(change.uri)
            if path is not None:
                server.files.forget(path)
        server.invalidate()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def _(params: types.DidSaveTextDocumentParams) -> None:
        server.schedule(params.text_document.uri)
