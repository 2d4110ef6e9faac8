"""textDocument/codeLens."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.lenses import lenses
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def _(params: types.CodeLensParams) -> list[dict[str, Any]] | None:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        if analysis is None or not server.option(uri, "codeLens.enabled"):
            return None
        rows: list[dict[str, Any]] = []
        for lens in lenses(analysis):
            where = convert.range_of(analysis.document, lens.start, lens.start, server.encoding)
            # Without a process it is about all that inherit from this place.
            about = {"position": where["start"]} if lens.process is None else {"process": lens.process}
            command: dict[str, Any] = {"title": lens.title, "command": server.client_command(lens.command)}
            if lens.command:
                command["arguments"] = [{"uri": uri, **about}]
            rows.append({"range": where, "command": command})
        return rows
