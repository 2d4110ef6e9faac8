"""textDocument/documentLink."""

from __future__ import annotations

from lsprotocol import types

from dpone_lsp.features.links import links
from dpone_lsp.model.rule import page_url
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.uris import uri_at


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def _(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        return [
            types.DocumentLink(
                server.range(document, link.start, link.end),
                page_url(link.rule) if link.rule else uri_at(link.path, server.uris),
            )
            for link in links(analysis)
        ]
