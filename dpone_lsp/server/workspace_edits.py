"""Our edits as a workspace edit in the richest form the client understands: versions, and a question before an
unsafe one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from dpone_lsp.model.finding import Edit
from dpone_lsp.server import convert
from dpone_lsp.server.convert import Json
from dpone_lsp.server.session import Session
from dpone_lsp.server.uris import uri_at

_UNSAFE: Final = "unsafe"


def workspace_edit(session: Session, edits: Iterable[Edit], label: str, warning: str = "") -> Json:
    """`label` names the change; `warning` says what it does to an outcome, and makes clients that can ask, ask."""
    by_uri: dict[str, list[Json]] = {}
    for edit in edits:
        by_uri.setdefault(uri_at(edit.document.path, session.uris), []).append(
            convert.text_edit(edit, session.encoding)
        )
    workspace = session.client_capabilities.workspace
    capabilities = workspace.workspace_edit if workspace is not None else None
    if capabilities is None or not capabilities.document_changes:
        return {"changes": by_uri}
    made: dict[str, Any] = {
        "documentChanges": [{"textDocument": _versioned(session, uri), "edits": rows} for uri, rows in by_uri.items()]
    }
    if warning and capabilities.change_annotation_support is not None:
        for rows in by_uri.values():
            for row in rows:
                row["annotationId"] = _UNSAFE
        made["changeAnnotations"] = {_UNSAFE: {"label": label, "needsConfirmation": True, "description": warning}}
    return made


def _versioned(session: Session, uri: str) -> Json:
    buffer = session.buffers.get(uri)
    return {"uri": uri, "version": None if buffer is None else buffer.version}
