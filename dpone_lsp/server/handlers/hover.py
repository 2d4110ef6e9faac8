"""textDocument/hover."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from lsprotocol import types

from dpone_lsp.features.hover import hover_steps
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.cooperative import Pause, paused
from dpone_lsp.server.markup import markup


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _(params: types.HoverParams) -> Generator[Pause, Any, types.Hover | None]:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        if analysis is None:
            return None
        document = analysis.document
        found = yield from paused(hover_steps(analysis, server.offset(document, params.position)))
        if found is None or not server.analyses.holds(uri, analysis):
            return None
        text_document = server.client_capabilities.text_document
        capability = text_document.hover if text_document is not None else None
        content = markup(found.markdown, capability.content_format if capability is not None else None)
        return types.Hover(content, server.range(document, found.start, found.end))
