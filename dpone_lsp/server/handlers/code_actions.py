"""textDocument/codeAction and codeAction/resolve. Findings are matched by range: some clients send diagnostics back
stripped of their data.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcInvalidParams

from dpone_lsp.features.code_actions import Action, offered
from dpone_lsp.features.fix_all import fix_rule
from dpone_lsp.model.finding import Fix
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.cooperative import Pause, paused
from dpone_lsp.server.plain import plain
from dpone_lsp.server.workspace_edits import workspace_edit

#: Our own command for clients that know commands but no actions.
_APPLY = "dpone.applyEdit"


def register(server: DponeServer) -> None:
    known: list[types.CodeActionKind | str] = [
        types.CodeActionKind.QuickFix,
        types.CodeActionKind.RefactorRewrite,
        types.CodeActionKind.RefactorExtract,
        types.CodeActionKind.RefactorInline,
        "source.fixAll.dpone",
    ]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=known, resolve_provider=True)
    )
    def _(params: types.CodeActionParams) -> Generator[Pause, Any, list[dict[str, Any]] | None]:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        if analysis is None:
            return None
        document = analysis.document
        start, end = server.offset(document, params.range.start), server.offset(document, params.range.end)
        kinds = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        asked = params.context.trigger_kind != types.CodeActionTriggerKind.Automatic
        make = action_json if _knows_actions(server) else _command_json
        actions: list[dict[str, Any]] = []

        def proven() -> Generator[None, None, None]:
            for action in offered(analysis, start, end, kinds, asked=asked, later=_resolves(server)):
                made = make(server, action, uri)
                if made is not None:
                    actions.append(made)
                yield

        for pause in paused(proven()):
            yield pause
            if not server.analyses.holds(uri, analysis):
                raise JsonRpcContentModified
        return actions

    @server.feature(types.CODE_ACTION_RESOLVE)
    def _(action: types.CodeAction) -> dict[str, Any]:
        made: dict[str, Any] = {"title": action.title, "kind": action.kind}
        data: Any = plain(action.data)
        analysis = server.analysis(str(data.get("uri"))) if isinstance(data, dict) else None
        found = fix_rule(analysis, str(data.get("rule"))) if analysis is not None else None
        if found is None:
            raise JsonRpcInvalidParams("these problems have no fixes that go together any more; fix them one by one")
        return {**made, "edit": _edit(server, found[0])}

    @server.command(_APPLY)
    def _apply(edit: Any = None) -> None:
        server.ask(types.WORKSPACE_APPLY_EDIT, {"edit": plain(edit)})


def action_json(server: DponeServer, action: Action, uri: str) -> dict[str, Any]:
    """One action as plain JSON data, in the form of edit the client understands."""
    made: dict[str, Any] = {"title": action.title, "kind": action.kind}
    if action.fix is not None:
        made["edit"] = _edit(server, action.fix)
    if action.rule:
        made["data"] = {"uri": uri, "rule": action.rule}
    if action.command:
        made["command"] = _command(server, action, uri)
    if action.cures:
        form = server.publisher.form
        made["diagnostics"] = [
            convert.diagnostic(finding, server.encoding, server.uris, form) for finding in action.cures
        ]
    if action.preferred and action.fix is not None and action.fix.applicability == "safe":
        made["isPreferred"] = True
    return made


def _command_json(server: DponeServer, action: Action, uri: str) -> dict[str, Any] | None:
    """An action for a client that knows only commands: the server itself asks it to apply the edit."""
    if action.command:
        return _command(server, action, uri)
    workspace = server.client_capabilities.workspace
    if action.fix is None or workspace is None or not workspace.apply_edit:
        return None
    return {"title": action.title, "command": _APPLY, "arguments": [_edit(server, action.fix)]}


def _command(server: DponeServer, action: Action, uri: str) -> dict[str, Any]:
    argument = {"uri": uri, **({"process": action.process} if action.process else {})}
    return {"title": action.title, "command": server.client_command(action.command), "arguments": [argument]}


def _edit(server: DponeServer, fix: Fix) -> dict[str, Any]:
    warning = (fix.consequence or "the outcome may change; look at it first") if fix.applicability == "unsafe" else ""
    return workspace_edit(server, fix.edits, fix.title, warning)


def _resolves(server: DponeServer) -> bool:
    """True when the client asks for the edit of an action when it is chosen."""
    text_document = server.client_capabilities.text_document
    capability = text_document.code_action if text_document is not None else None
    support = capability.resolve_support if capability is not None else None
    return (
        support is not None
        and "edit" in support.properties
        and bool(capability and capability.data_support)
        and _knows_actions(server)
    )


def _knows_actions(server: DponeServer) -> bool:
    text_document = server.client_capabilities.text_document
    capability = text_document.code_action if text_document is not None else None
    return capability is not None and capability.code_action_literal_support is not None
