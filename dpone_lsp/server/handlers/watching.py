"""workspace/didChangeWatchedFiles: manifests, presets, registries and settings files that change outside the editor."""

from __future__ import annotations

from lsprotocol import types

from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.uris import to_path, uri_at
from dpone_lsp.settings.find import OWN_FILE, PROJECT_FILE


def register(server: DponeServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _(params: types.DidChangeWatchedFilesParams) -> None:
        settings = files = False
        for change in params.changes:
            path = to_path(change.uri)
            if path is None:
                continue
            if path.rpartition("/")[2] in (OWN_FILE, PROJECT_FILE):
                settings = True
                continue
            files = True
            if path in server.files.open:
                # The editor's text counts, saved or not.
                continue
            server.files.forget(path)
            if change.type == types.FileChangeType.Deleted:
                server.publisher.gone(uri_at(path, server.uris))
            elif not server.configuration.excluded(path):
                server.files.summary(path)
        if settings:
            server.configuration.forget()
            server.settings_changed()
        elif files:
            server.invalidate()
