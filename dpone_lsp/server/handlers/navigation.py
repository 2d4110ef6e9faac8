"""textDocument/definition, references, documentHighlight, rename, linkedEditingRange and documentLink."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from dpone_lsp.features.definition import definition
from dpone_lsp.features.file_uses import named_file, uses_of_file
from dpone_lsp.features.linked_editing import linked_spans
from dpone_lsp.features.links import links
from dpone_lsp.features.names import everywhere, here, occurrence_at, renameable, valid_name
from dpone_lsp.features.overrides import same_key
from dpone_lsp.findings import Edit
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.diagnosing import uri_at
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
        places = definition(analysis, offset)
        link = named_file(analysis, offset)
        if link is not None and not places:
            return [{"uri": uri_at(link.path, server.uris), "range": convert.NOWHERE}]
        return [location(*place) for place in places]

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def _(params: types.ReferenceParams) -> list[dict[str, Any]] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        offset = server.offset(analysis.document, params.position)
        one = occurrence_at(analysis, offset)
        declared = params.context.include_declaration
        link = named_file(analysis, offset)
        if one is None and link is not None:
            return [location(*place) for place in uses_of_file(analysis, link.path)]
        if one is None:
            return [location(*place) for place in same_key(analysis, offset, here_too=declared)]
        return [location(other.document, other.start, other.end) for other in everywhere(analysis, one) if declared or not other.declares]

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
            for other in here(analysis, one)
        ]

    @server.feature(types.TEXT_DOCUMENT_LINKED_EDITING_RANGE)
    def _(params: types.LinkedEditingRangeParams) -> types.LinkedEditingRanges | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        spans = linked_spans(analysis, server.offset(document, params.position))
        return types.LinkedEditingRanges([server.range(document, *span) for span in spans], r"[^\s,\[\]{}]+") if spans else None

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
            raise JsonRpcInvalidParams(f"`{one.name}` is not written as one word in {odd.document.name}, line {line}; write it so first")
        edits = [Edit(other.document, other.start, other.end, params.new_name) for other in places]
        return workspace_edit(server, edits, f"Rename {one.kind} {one.name}")

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def _(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        return [
            types.DocumentLink(
                server.range(document, link.start, link.end),
                convert.RULE_URL.format(rule=link.rule) if link.rule else uri_at(link.path, server.uris),
            )
            for link in links(analysis)
        ]
