"""textDocument/references and documentHighlight."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.file_uses import named_file, uses_of_file
from dpone_lsp.features.names import everywhere, here, occurrence_at
from dpone_lsp.features.overrides import same_key
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
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
            return [
                convert.location(*place, server.encoding, server.uris) for place in uses_of_file(analysis, link.path)
            ]
        if one is None:
            return [
                convert.location(*place, server.encoding, server.uris)
                for place in same_key(analysis, offset, here_too=declared)
            ]
        return [
            convert.location(other.document, other.start, other.end, server.encoding, server.uris)
            for other in everywhere(analysis, one)
            if declared or not other.declares
        ]

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
