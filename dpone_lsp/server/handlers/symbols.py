"""textDocument/documentSymbol and workspace/symbol."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.symbols import Symbol, document_symbols
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.outline import KINDS, outline
from dpone_lsp.server.uris import from_path
from dpone_lsp.server.wire.protocol import Encoded

_LIMIT = 200


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def _(params: types.DocumentSymbolParams) -> Encoded | list[dict[str, Any]] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document, encoding = analysis.document, server.encoding
        text_document = server.client_capabilities.text_document
        capability = text_document.document_symbol if text_document is not None else None
        if capability is not None and capability.hierarchical_document_symbol_support:
            return outline(analysis, encoding)

        def flat(symbol: Symbol, container: str) -> list[dict[str, Any]]:
            where = {
                "uri": params.text_document.uri,
                "range": convert.range_of(document, symbol.start, symbol.end, encoding),
            }
            one = {
                "name": symbol.name or "?",
                "kind": KINDS[symbol.kind],
                "location": where,
                "containerName": container,
            }
            return [one, *(row for child in symbol.children for row in flat(child, symbol.name))]

        return [row for symbol in document_symbols(analysis) for row in flat(symbol, "")]

    @server.feature(types.WORKSPACE_SYMBOL)
    def _(params: types.WorkspaceSymbolParams) -> list[dict[str, Any]]:
        wanted = params.query.lower()
        rows: list[dict[str, Any]] = []
        for path in server.files.manifests():
            summary = server.files.summary(path)
            for (selector, name, _), line in (
                zip(summary.processes, summary.lines, strict=True) if summary is not None else ()
            ):
                title = selector or name or ""
                if wanted and not _fuzzy(wanted, title.lower()) and not _fuzzy(wanted, (name or "").lower()):
                    continue
                where = {"uri": server.uris.get(path) or from_path(path), "range": convert.line_range(line)}
                rows.append({"name": title, "kind": 12, "location": where, "containerName": path.rpartition("/")[2]})
                if len(rows) >= _LIMIT:
                    return rows
        return rows


def _fuzzy(wanted: str, text: str) -> bool:
    at = 0
    for char in wanted:
        at = text.find(char, at) + 1
        if at == 0:
            return False
    return True
