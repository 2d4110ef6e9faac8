"""textDocument/diagnostic: diagnostics for clients that ask."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from lsprotocol import types

from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="dpone")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def _(params: types.DocumentDiagnosticParams) -> Any:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        items = [] if analysis is None else server.diagnostics(uri, analysis)
        result_id = hashlib.blake2s(json.dumps(items, sort_keys=True).encode(), digest_size=12).hexdigest()
        if params.previous_result_id == result_id:
            return {"kind": "unchanged", "resultId": result_id}
        return {"kind": "full", "resultId": result_id, "items": items}
