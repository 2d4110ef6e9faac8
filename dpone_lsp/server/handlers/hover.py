"""textDocument/hover."""

from __future__ import annotations

from lsprotocol import types

from dpone_lsp.features.hover import hover
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _(params: types.HoverParams) -> types.Hover | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        found = hover(analysis, server.offset(document, params.position))
        if found is None:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.markdown), server.range(document, found.start, found.end))
