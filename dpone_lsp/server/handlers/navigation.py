"""textDocument/definition, references, documentHighlight, rename and documentLink."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from dpone_lsp.features.links import links
from dpone_lsp.features.overrides import same_key
from dpone_lsp.features.references import all_of, definition_place, occurrence_at, renameable, valid_name
from dpone_lsp.findings import Edit
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.uris import from_path
from dpone_lsp.server.workspace_edits import workspace_edit
from dpone_si.manifest.documents import Document


def register(server: DponeServer) -> None:
    def location(document: Document, start: int, end: int) -> dict[str, Any]:
        return {"uri": convert.uri_of(document, server.uris), "range": convert.range_of(document, start, end, server.encoding)}

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def _(params: types.DefinitionParams) -> list[dict[str, Any]] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        offset = server.offset(analysis.document, params.position)
        for link in links(analysis):
            if link.start <= offset <= link.end:
                target = server.files.document(link.path)
                facts_place = _selector_place(server, target, link.selector) if link.selector and isinstance(target, Document) else None
                if facts_place is not None:
                    return [facts_place]
                zero = {"line": 0, "character": 0}
                return [{"uri": server.uris.get(link.path) or from_path(link.path), "range": {"start": zero, "end": zero}}]
        return [location(*place) for place in definition_place(analysis, offset)]

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def _(params: types.ReferenceParams) -> list[dict[str, Any]] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        offset = server.offset(analysis.document, params.position)
        one = occurrence_at(analysis, offset)
        declared = params.context.include_declaration
        if one is None:
            return [location(*place) for place in same_key(analysis, offset, here_too=declared)]
        return [location(other.document, other.start, other.end) for other in all_of(analysis, one) if declared or not other.declares]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def _(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        one = occurrence_at(analysis, server.offset(analysis.document, params.position))
        if one is None:
            return []
        return [
            types.DocumentHighlight(
                server.range(other.document, other.start, other.end),
                types.DocumentHighlightKind.Write if other.declares else types.DocumentHighlightKind.Read,
            )
            for other in all_of(analysis, one)
            if other.document is analysis.document
        ]

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
        edits = [Edit(other.document, other.start, other.end, params.new_name) for other in all_of(analysis, one)]
        return workspace_edit(server, edits, f"Rename {one.kind} {one.name}")

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def _(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        return [
            types.DocumentLink(server.range(document, link.start, link.end), server.uris.get(link.path) or from_path(link.path))
            for link in links(analysis)
        ]

    def _selector_place(_server: DponeServer, target: Document, selector: str) -> dict[str, Any] | None:
        expansion = server.files.expansion(target.path)
        for process in expansion.processes if expansion is not None else []:
            if process.selector == selector and process.entry is not None:
                return location(target, process.entry.start, process.entry.start)
        return None
