"""workspace/executeCommand: every command of `dpone_lsp.features.commands`, the blast radius, and what the server
is.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from dpone_lsp import __version__
from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.features.blast_radius import blast_markdown
from dpone_lsp.features.commands import COMMANDS, CommandError, rule_page
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.plain import plain
from dpone_lsp.server.uris import to_path
from dpone_si.manifest.expansion.loading import LoadFailure
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.parse import parser_kind


def register(server: DponeServer) -> None:
    for name, function in COMMANDS.items():
        server.command(name)(_document_command(server, function))

    @server.command("dpone.rulePage")
    def _page(arguments: Any = None) -> Any:
        return _answer(lambda: rule_page(None, _object(arguments), None))

    @server.command("dpone.blastRadius")
    async def _blast(arguments: Any = None) -> dict[str, Any]:
        document = _document(server, _uri(_object(arguments)))
        radius = await server.blast.radius(document)
        root = next((root for root in server.files.roots if document.path.startswith(root + "/")), "")
        return {
            "title": f"Blast radius: {document.name}",
            "language": "markdown",
            "text": blast_markdown(radius, root),
            "summary": radius.sentence,
            "processes": radius.processes,
            "files": [{"path": path, "processes": count} for path, count in radius.files],
            "flips": [
                {
                    "path": flip.path,
                    "process": flip.process,
                    "change": flip.sentence,
                    "consequence": flip.kind,
                    "reason": flip.reason,
                }
                for flip in radius.flips
            ],
        }

    @server.command("dpone.serverInfo")
    def _info(arguments: Any = None) -> dict[str, Any]:
        return {
            "version": __version__,
            "python": platform.python_version(),
            "parser": parser_kind(),
            "pid": os.getpid(),
            "workspace": {
                "roots": list(server.files.roots),
                "manifests": len(server.files.summaries),
                "indexed": server.files.indexed,
                "open": len(server.buffers),
                "trusted": server.configuration.trusted,
            },
        }


def _document_command(server: DponeServer, function: Callable[..., Any]) -> Callable[..., Any]:
    def run(arguments: Any = None) -> Any:
        given = _object(arguments)
        analysis = _analysis(server, _uri(given))
        return _answer(lambda: function(analysis, given, _offset(server, analysis.document, given.get("position"))))

    return run


def _uri(given: Mapping[str, Any]) -> str:
    uri = given.get("uri")
    if not isinstance(uri, str) or not uri:
        raise JsonRpcInvalidParams('the command needs the address of a document: {"uri": "file:///..."}')
    return uri


def _offset(server: DponeServer, document: Document, position: Any) -> int | None:
    if position is None:
        return None
    try:
        where = _object(position)
        return server.offset(document, types.Position(int(where.get("line", 0)), int(where.get("character", 0))))
    except (TypeError, ValueError, JsonRpcInvalidParams):
        raise JsonRpcInvalidParams('`position` is an object: {"line": 0, "character": 0}') from None


def _analysis(server: DponeServer, uri: str) -> Analysis:
    """The analysis of a document; one that is not open is read from its file, when it lies in the workspace."""
    analysis = server.analysis(uri)
    if analysis is not None:
        return analysis
    document = _document(server, uri)
    made = analyze(document, server.files, server.configuration.settings_for(document.path))
    server.files.release(document.path)
    return made


def _document(server: DponeServer, uri: str) -> Document:
    buffer = server.buffers.get(uri)
    if buffer is not None:
        return buffer.document
    path = to_path(uri)
    found = (
        server.files.document(path)
        if path is not None
        else LoadFailure("missing", f"`{uri}` names no file and is not open")
    )
    if isinstance(found, LoadFailure):
        raise JsonRpcInvalidParams(found.message)
    return found


def _object(arguments: Any) -> Mapping[str, Any]:
    given = plain(arguments)
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise JsonRpcInvalidParams("a dpone command takes one JSON object")
    return given


def _answer(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except CommandError as error:
        raise JsonRpcInvalidParams(str(error)) from None
