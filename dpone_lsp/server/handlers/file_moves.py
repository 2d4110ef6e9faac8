"""workspace/willRenameFiles: before a file or a folder moves, the paths that manifests write follow."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.file_moves import move_edits
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.uris import to_path
from dpone_lsp.server.workspace_edits import workspace_edit


def register(server: DponeServer) -> None:
    kinds = types.FileOperationPatternKind
    filters = [
        types.FileOperationFilter(types.FileOperationPattern("**/*.{yaml,yml}", matches=kinds.File), "file"),
        types.FileOperationFilter(types.FileOperationPattern("**/*", matches=kinds.Folder), "file"),
    ]

    @server.feature(types.WORKSPACE_WILL_RENAME_FILES, types.FileOperationRegistrationOptions(filters))
    def _(params: types.RenameFilesParams) -> dict[str, Any] | None:
        paths = ((to_path(one.old_uri), to_path(one.new_uri)) for one in params.files)
        edits = list(move_edits(server.files, {old: new for old, new in paths if old and new}))
        return workspace_edit(server, edits, "Follow the files that move") if edits else None
