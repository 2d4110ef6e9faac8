"""textDocument/semanticTokens/full."""

from __future__ import annotations

from lsprotocol import types

from dpone_lsp.features.tokens import LEGEND, tokens
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    legend = types.SemanticTokensLegend(list(LEGEND), [])

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, legend)
    def _(params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        source = analysis.document.source
        data: list[int] = []
        line = column = 0
        for token in tokens(analysis):
            row, begin = source.position(token.start, server.encoding)
            end = source.position(token.end, server.encoding)[1]
            data.extend((row - line, begin - (column if row == line else 0), end - begin, LEGEND.index(token.type), 0))
            line, column = row, begin
        return types.SemanticTokens(data)
