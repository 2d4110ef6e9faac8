"""textDocument/hover."""

from __future__ import annotations

from lsprotocol import types

from dpone_lsp.features.hover import hover
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.markup import markup


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
        text_document = server.client_capabilities.text_document
        capability = text_document.hover if text_document is not None else None
        content = markup(found.markdown, capability.content_format if capability is not None else None)
        return types.Hover(content, server.range(document, found.start, found.end))
