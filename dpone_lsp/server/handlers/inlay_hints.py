"""textDocument/inlayHint."""

from __future__ import annotations

from lsprotocol import types

from dpone_lsp.features.inlay_hints import inlay_hints
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def _(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        start, end = server.offset(document, params.range.start), server.offset(document, params.range.end)
        return [
            types.InlayHint(
                server.range(document, hint.offset, hint.offset).start,
                hint.label,
                tooltip=types.MarkupContent(types.MarkupKind.Markdown, hint.tooltip) if hint.tooltip else None,
                padding_left=True,
            )
            for hint in inlay_hints(analysis, start, end)
        ]
