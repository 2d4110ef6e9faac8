"""textDocument/foldingRange and selectionRange."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.folding import folds
from dpone_lsp.features.selection import selection
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def _(params: types.FoldingRangeParams) -> list[dict[str, Any]] | None:
        buffer = server.buffers.get(params.text_document.uri)
        if buffer is None:
            return None
        # The tree is enough: nobody waits for the rules.
        return [
            {"startLine": fold.first, "endLine": fold.last, **({"kind": "comment"} if fold.comment else {})}
            for fold in folds(buffer.document)
        ]

    @server.feature(types.TEXT_DOCUMENT_SELECTION_RANGE)
    def _(params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
        buffer = server.buffers.get(params.text_document.uri)
        if buffer is None:
            return None
        document = buffer.document
        found: list[types.SelectionRange] = []
        for position in params.positions:
            made: types.SelectionRange | None = None
            for start, end in reversed(selection(document, server.offset(document, position))):
                made = types.SelectionRange(server.range(document, start, end), made)
            found.append(made or types.SelectionRange(types.Range(position, position)))
        return found
