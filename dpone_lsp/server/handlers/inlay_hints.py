"""textDocument/inlayHint. Each kind of hint can be switched off in the client's settings."""

from __future__ import annotations

from typing import Any, Final

from lsprotocol import types

from dpone_lsp.features.inlay_hints import inlay_hints
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer

#: Kinds that are shown unless the client's settings say otherwise.
_SHOWN: Final = {"decision": True, "inherited": True, "builtin": False, "templates": True}


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def _(params: types.InlayHintParams) -> list[dict[str, Any]] | None:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        if analysis is None:
            return None
        wanted = {kind for kind, shown in _SHOWN.items() if server.option(uri, f"inlayHints.{kind}", shown)}
        document = analysis.document
        start, end = server.offset(document, params.range.start), server.offset(document, params.range.end)
        rows: list[dict[str, Any]] = []
        for hint in inlay_hints(analysis, start, end):
            if hint.kind not in wanted:
                continue
            where = convert.range_of(document, hint.offset, hint.offset, server.encoding)["start"]
            row: dict[str, Any] = {"position": where, "label": hint.label, "paddingLeft": True}
            if hint.tooltip:
                row["tooltip"] = {"kind": "markdown", "value": hint.tooltip}
            rows.append(row)
        return rows
