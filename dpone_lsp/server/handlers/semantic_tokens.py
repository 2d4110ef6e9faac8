"""textDocument/semanticTokens/full and range. No deltas: a page is coloured by its range, and a whole file takes a
few milliseconds.
"""

from __future__ import annotations

from lsprotocol import types

from dpone_lsp.features.tokens import LEGEND, tokens
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    legend = types.SemanticTokensLegend(list(LEGEND), [])

    def encoded(analysis: Analysis, span: tuple[int, int] | None = None) -> types.SemanticTokens:
        source = analysis.document.source
        data: list[int] = []
        line = column = 0
        for token in tokens(analysis, span):
            row, begin = source.position(token.start, server.encoding)
            end = source.position(token.end, server.encoding)[1]
            data.extend((row - line, begin - (column if row == line else 0), end - begin, LEGEND.index(token.type), 0))
            line, column = row, begin
        return types.SemanticTokens(data)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, legend)
    def _(params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        analysis = server.analysis(params.text_document.uri)
        return None if analysis is None else encoded(analysis)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, legend)
    def _(params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        return encoded(
            analysis, (server.offset(document, params.range.start), server.offset(document, params.range.end))
        )
