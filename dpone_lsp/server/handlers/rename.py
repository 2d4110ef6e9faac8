"""textDocument/prepareRename, rename and linkedEditingRange."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from dpone_lsp.features.linked_editing import linked_spans
from dpone_lsp.features.names import everywhere, renameable, valid_name
from dpone_lsp.model.finding import Edit
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.workspace_edits import workspace_edit


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def _(params: types.PrepareRenameParams) -> types.Range | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        one = renameable(analysis, server.offset(analysis.document, params.position))
        return None if one is None else server.range(one.document, one.start, one.end)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def _(params: types.RenameParams) -> dict[str, Any] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        one = renameable(analysis, server.offset(analysis.document, params.position))
        if one is None:
            raise JsonRpcInvalidParams("only anchors, own variables and processes with an `id` can be renamed")
        if not valid_name(one.kind, params.new_name):
            raise JsonRpcInvalidParams(f"`{params.new_name}` cannot be the name of a {one.kind}")
        places = everywhere(analysis, one)
        odd = next((other for other in places if not other.is_plain), None)
        if odd is not None:
            line = odd.document.source.line_of(odd.start) + 1
            raise JsonRpcInvalidParams(
                f"`{one.name}` is not written as one word in {odd.document.name}, line {line}; write it so first"
            )
        edits = [Edit(other.document, other.start, other.end, params.new_name) for other in places]
        return workspace_edit(server, edits, f"Rename {one.kind} {one.name}")

    @server.feature(types.TEXT_DOCUMENT_LINKED_EDITING_RANGE)
    def _(params: types.LinkedEditingRangeParams) -> types.LinkedEditingRanges | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        spans = linked_spans(analysis, server.offset(document, params.position))
        return (
            types.LinkedEditingRanges([server.range(document, *span) for span in spans], r"[^\s,\[\]{}]+")
            if spans
            else None
        )
