"""textDocument/foldingRange and selectionRange."""

from __future__ import annotations

from lsprotocol import types

from dpone_lsp.features.folding import folds
from dpone_lsp.features.selection import selection
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def _(params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        return [
            types.FoldingRange(fold.first, fold.last, kind=types.FoldingRangeKind.Comment if fold.comment else None)
            for fold in folds(analysis.document)
        ]

    @server.feature(types.TEXT_DOCUMENT_SELECTION_RANGE)
    def _(params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        found: list[types.SelectionRange] = []
        for position in params.positions:
            made: types.SelectionRange | None = None
            for start, end in reversed(selection(document, server.offset(document, position))):
                made = types.SelectionRange(server.range(document, start, end), made)
            found.append(made or types.SelectionRange(types.Range(position, position)))
        return found
