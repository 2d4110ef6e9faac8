"""textDocument/definition."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.definition import definition
from dpone_lsp.features.file_uses import named_file
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.uris import uri_at


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def _(params: types.DefinitionParams) -> list[dict[str, Any]] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        offset = server.offset(analysis.document, params.position)
        places = definition(analysis, offset)
        link = named_file(analysis, offset)
        if link is not None and not places:
            return [{"uri": uri_at(link.path, server.uris), "range": convert.NOWHERE}]
        return [convert.location(*place, server.encoding, server.uris) for place in places]
