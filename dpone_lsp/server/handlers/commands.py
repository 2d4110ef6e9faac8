"""workspace/executeCommand: every command of `dpone_lsp.features.commands`, and the two about the server itself."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from dpone_lsp import __version__
from dpone_lsp.features.commands import COMMANDS, CommandError, rule_page
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.uris import to_path
from dpone_si.manifest.loading import LoadFailure
from dpone_si.manifest.syntax import parser_kind


def register(server: DponeServer) -> None:
    for name, function in COMMANDS.items():
        server.command(name)(_document_command(server, function))

    @server.command("dpone.rulePage")
    def _page(arguments: Any = None) -> Any:
        return _answer(lambda: rule_page(None, _object(arguments), None))

    @server.command("dpone.serverInfo")
    def _info(arguments: Any = None) -> dict[str, Any]:
        return {
            "version": __version__,
            "python": platform.python_version(),
            "parser": parser_kind(),
            "pid": os.getpid(),
            "workspace": {"roots": list(server.files.roots), "manifests": len(server.files.summaries), "open": len(server.buffers)},
        }


def _document_command(server: DponeServer, function: Callable[..., Any]) -> Callable[..., Any]:
    def run(arguments: Any = None) -> Any:
        given = _object(arguments)
        uri = str(given.get("uri", ""))
        analysis = server.analysis(uri)
        if analysis is None:
            analysis = _from_disk(server, uri)
        offset = None
        position = given.get("position")
        if isinstance(position, Mapping):
            where = types.Position(int(position.get("line", 0)), int(position.get("character", 0)))
            offset = server.offset(analysis.document, where)
        return _answer(lambda: function(analysis, given, offset))

    return run


def _from_disk(server: DponeServer, uri: str) -> Any:
    """A document that is not open is analysed from its file, when it lies in the workspace."""
    from dpone_lsp.analysis import analyze

    path = to_path(uri)
    found = server.files.document(path) if path is not None else None
    if found is None or isinstance(found, LoadFailure):
        why = found.message if isinstance(found, LoadFailure) else f"`{uri}` names no file"
        raise JsonRpcInvalidParams(why)
    return analyze(found, server.files, server.settings)


def _object(arguments: Any) -> Mapping[str, Any]:
    if arguments is None:
        return {}
    if isinstance(arguments, Mapping):
        return arguments
    if isinstance(arguments, (list, tuple)) and arguments:
        return _object(arguments[0])
    if hasattr(arguments, "__dict__"):
        return vars(arguments)
    raise JsonRpcInvalidParams("a dpone command takes one JSON object")


def _answer(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except CommandError as error:
        raise JsonRpcInvalidParams(str(error)) from None


