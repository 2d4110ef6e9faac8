"""textDocument/diagnostic and workspace/diagnostic: diagnostics for clients that ask."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.cooperative import PATIENCE, in_slices
from dpone_lsp.server.diagnostics.publisher import result_id
from dpone_lsp.server.diagnostics.workspace_diagnostics import WorkspaceDiagnostics


def register(server: DponeServer) -> None:
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="dpone")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def _(params: types.DocumentDiagnosticParams) -> Any:
        uri = params.text_document.uri
        if (buffer := server.buffers.get(uri)) is not None:
            await server.closed_files.read_dependents(buffer.path)
            server.publisher.look_at_dependents(buffer.path)
        await in_slices(server.analyses.steps(uri), PATIENCE)
        items = server.publisher.items(uri)
        result = result_id(items)
        if params.previous_result_id == result:
            return {"kind": "unchanged", "resultId": result}
        return {"kind": "full", "resultId": result, "items": items}

    everything = WorkspaceDiagnostics(server, server.publisher, server.closed_files)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def _(params: types.WorkspaceDiagnosticParams) -> Any:
        return await everything.report(params)
