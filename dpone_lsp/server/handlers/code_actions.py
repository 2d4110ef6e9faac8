"""textDocument/codeAction. Findings are matched by range: some clients send diagnostics back stripped of their data."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.code_actions import Action, code_actions
from dpone_lsp.findings import Fix
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer


def register(server: DponeServer) -> None:
    kinds: list[types.CodeActionKind | str] = [
        types.CodeActionKind.QuickFix,
        types.CodeActionKind.RefactorRewrite,
        types.CodeActionKind.RefactorExtract,
        types.CodeActionKind.RefactorInline,
        "source.fixAll.dpone",
    ]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    def _(params: types.CodeActionParams) -> list[dict[str, Any]] | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        start, end = server.offset(document, params.range.start), server.offset(document, params.range.end)
        found = code_actions(analysis, start, end, [str(getattr(kind, "value", kind)) for kind in params.context.only or ()])
        return [action_json(server, action, params.text_document.uri) for action in found]


def action_json(server: DponeServer, action: Action, uri: str) -> dict[str, Any]:
    """One action as plain JSON data, in the form of edit the client understands."""
    made: dict[str, Any] = {"title": action.title, "kind": action.kind}
    if action.fix is not None:
        made["edit"] = workspace_edit(server, action.fix)
    if action.command:
        argument = {"uri": uri, **({"process": action.process} if action.process else {})}
        made["command"] = {"title": action.title, "command": server.client_command(action.command), "arguments": [argument]}
    if action.cures:
        made["diagnostics"] = [convert.diagnostic(finding, server.encoding, server.uris) for finding in action.cures]
    if action.preferred and action.fix is not None and action.fix.applicability == "safe":
        made["isPreferred"] = True
    return made


def workspace_edit(server: DponeServer, fix: Fix) -> dict[str, Any]:
    by_uri: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        uri = convert.uri_of(edit.document, server.uris)
        by_uri.setdefault(uri, []).append(convert.text_edit(edit, server.encoding))
    workspace = server.client_capabilities.workspace
    capabilities = workspace.workspace_edit if workspace is not None else None
    if capabilities is not None and capabilities.document_changes:
        return {
            "documentChanges": [
                {
                    "textDocument": {"uri": uri, "version": buffer.version if (buffer := server.buffers.get(uri)) is not None else None},
                    "edits": edits,
                }
                for uri, edits in by_uri.items()
            ]
        }
    return {"changes": by_uri}
