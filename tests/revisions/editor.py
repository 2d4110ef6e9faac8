"""What an editor is answered: the server of one revision, asked everything it says it can about some manifests."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.wire import Wire, wire
from tests.revisions.samples import manifests
from tests.revisions.side import Side

#: Every so many-th line of a manifest is pointed at.
_STRIDE = 7
_AT = (
    "hover",
    "completion",
    "definition",
    "references",
    "documentHighlight",
    "selectionRange",
    "linkedEditingRange",
    "prepareRename",
)
_ABOUT = ("documentSymbol", "codeLens", "foldingRange", "documentLink", "semanticTokens/full", "diagnostic")


def conversations(side: Side, work: Path) -> Iterator[tuple[str, str]]:
    """The answers by name. `work` holds the samples."""
    paths = [
        *manifests(work, "examples", "reference/examples"),
        *list(manifests(work, "corpus"))[::4],
        *list(manifests(work, "reference/cases"))[::12],
    ]
    with wire(work, side.command("dpone-lsp"), side.environment()) as server:
        made = server.initialize(work)
        # What is offered depends on the files that are known.
        while not server.ask("workspace/executeCommand", {"command": "dpone.serverInfo", "arguments": [{}]})[
            "workspace"
        ]["indexed"]:
            time.sleep(0.02)
        yield "editor/initialize", _text(made)
        commands = set(made["capabilities"]["executeCommandProvider"]["commands"])
        for path in paths:
            yield f"editor/{path}", _text(list(_about(server, work / path, commands))).replace(str(side.root), "<root>")


def _about(server: Wire, path: Path, commands: set[str]) -> Iterator[tuple[str, Any]]:
    text = path.read_bytes().decode("utf-8", "replace")
    uri = path.as_uri()
    document = {"textDocument": {"uri": uri}}
    lines = text.split("\n")
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": len(lines), "character": 0}}
    published = server.open(uri, text)
    yield "published", published
    for method in _ABOUT:
        answer = server.ask(f"textDocument/{method}", document)
        yield method, answer
        if method == "codeLens":
            for lens in (answer or ())[:8]:
                command = lens.get("command") or {}
                if command.get("command") in commands:
                    yield (
                        command["command"],
                        server.ask(
                            "workspace/executeCommand",
                            {"command": command["command"], "arguments": command["arguments"]},
                        ),
                    )
    yield "inlayHint", server.ask("textDocument/inlayHint", {**document, "range": whole})
    actions = server.ask(
        "textDocument/codeAction", {**document, "range": whole, "context": {"diagnostics": published["diagnostics"]}}
    )
    yield (
        "codeAction",
        [server.ask("codeAction/resolve", action) if "data" in action else action for action in actions or ()],
    )
    for number in range(0, len(lines), _STRIDE):
        line = lines[number].rstrip("\r")
        start, end = len(line) - len(line.lstrip(" -")), len(line)
        for column in {start, end}:
            place = {"line": number, "character": column}
            for method in _AT:
                yield (
                    f"{method} {number + 1}:{column + 1}",
                    server.ask(f"textDocument/{method}", _asked(method, document, place)),
                )
    server.notify("textDocument/didClose", document)


def _asked(method: str, document: dict[str, Any], place: dict[str, int]) -> dict[str, Any]:
    if method == "selectionRange":
        return {**document, "positions": [place]}
    return (
        {**document, "position": place, "context": {"includeDeclaration": True}}
        if method == "references"
        else {**document, "position": place}
    )


def _text(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, sort_keys=True) + "\nexit code 0\n"
