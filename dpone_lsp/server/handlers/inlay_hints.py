"""textDocument/inlayHint and inlayHint/resolve. Each kind of hint can be switched off in the client's settings."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.inlay_hints import KINDS, Kind, inlay_hints
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.plain import plain


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT, types.InlayHintOptions(resolve_provider=True))
    def _(params: types.InlayHintParams) -> list[dict[str, Any]] | None:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        if analysis is None:
            return None
        wanted: list[Kind] = [kind for kind in KINDS if server.option(uri, f"inlayHints.{kind}")]
        document = analysis.document
        start, end = server.offset(document, params.range.start), server.offset(document, params.range.end)
        later = _resolves(server)
        rows: list[dict[str, Any]] = []
        for hint in inlay_hints(analysis, start, end, wanted):
            where = convert.range_of(document, hint.offset, hint.offset, server.encoding)["start"]
            row: dict[str, Any] = {"position": where, "label": hint.label, "paddingLeft": True}
            if later:
                row["data"] = {"uri": uri, "kind": hint.kind}
            elif tooltip := hint.tooltip():
                row["tooltip"] = {"kind": "markdown", "value": tooltip}
            rows.append(row)
        return rows

    @server.feature(types.INLAY_HINT_RESOLVE)
    def _(hint: types.InlayHint) -> types.InlayHint:
        data: Any = plain(hint.data)
        analysis = server.analysis(str(data.get("uri"))) if isinstance(data, dict) else None
        kinds: list[Kind] = [kind for kind in KINDS if isinstance(data, dict) and kind == data.get("kind")]
        if analysis is None:
            return hint
        offset = server.offset(analysis.document, hint.position)
        for one in inlay_hints(analysis, offset, offset, kinds):
            if one.offset == offset and one.label == hint.label and (tooltip := one.tooltip()):
                hint.tooltip = types.MarkupContent(types.MarkupKind.Markdown, tooltip)
        return hint


def _resolves(server: DponeServer) -> bool:
    """True when the client asks for the tooltip of a hint when somebody wants to see it."""
    text_document = server.client_capabilities.text_document
    capability = text_document.inlay_hint if text_document is not None else None
    support = capability.resolve_support if capability is not None else None
    return support is not None and "tooltip" in support.properties
