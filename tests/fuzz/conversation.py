"""One random session with a real server: edits, requests about anything, cancellations, in any order.

What must hold: every request is answered, no answer is an internal fault, and in the end the server's text is the client's.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.dpone_lsp.server.pipe import Message, pipe
from tests.fuzz.texts import damaged, generated

#: Codes a client may get: invalid params, unknown command, cancelled, content modified, request failed.
_HONEST: Final = frozenset((-32602, -32601, -32800, -32801, -32803))
_ABOUT_A_PLACE: Final = (
    "hover", "completion", "definition", "references", "documentHighlight", "prepareRename", "typeDefinition", "implementation", "declaration",
)  # fmt: skip
_ABOUT_A_TEXT: Final = (
    "documentSymbol",
    "foldingRange",
    "semanticTokens/full",
    "codeLens",
    "documentLink",
    "diagnostic",
)
_CAPABILITIES: Final[Mapping[str, Any]] = {
    "textDocument": {
        "diagnostic": {},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
    },
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}


async def converse(folder: Path, seed: int, rounds: int = 60) -> int:
    """Talk for so many rounds; returns how many requests were answered."""
    chance = random.Random(seed)
    for name, text in generated(seed).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    names = sorted(path for path in folder.rglob("*.yaml"))
    async with pipe(folder, env={"DPONE_LSP_RAISE": "1"}) as one:
        await one.initialize(folder, capabilities=_CAPABILITIES)
        texts: dict[str, str] = {}
        versions: dict[str, int] = {}
        asked: list[int] = []
        cancelled: set[int] = set()
        for _ in range(rounds):
            kind = chance.random()
            uri = chance.choice(names).as_uri() if not texts or kind < 0.05 else chance.choice(sorted(texts))
            if uri not in texts:
                texts[uri] = next(path for path in names if path.as_uri() == uri).read_text("utf-8", "surrogatepass")
                versions[uri] = 1
                one.open(uri, texts[uri])
            elif kind < 0.08:
                one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
                del texts[uri]
            elif kind < 0.5:
                versions[uri] += 1
                changes = []
                for _ in range(chance.randint(1, 3)):
                    new = damaged(texts[uri], chance, 1)
                    changes.append(change(texts[uri], new))
                    texts[uri] = new
                identifier = {"uri": uri, "version": versions[uri]}
                one.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": changes})
            else:
                asked.append(one.request(*request(uri, texts[uri], chance)))
                if chance.random() < 0.3:
                    number = chance.choice(asked)
                    cancelled.add(number)
                    one.notify("$/cancelRequest", {"id": number})
        for number in asked:
            _check(await one.answer(number), seed)
        for uri, text in sorted(texts.items()):
            before = [
                await one.ask("textDocument/" + method, {"textDocument": {"uri": uri}})
                for method in ("semanticTokens/full", "foldingRange")
            ]
            one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            one.open(uri, text)
            after = [
                await one.ask("textDocument/" + method, {"textDocument": {"uri": uri}})
                for method in ("semanticTokens/full", "foldingRange")
            ]
            assert [_data(answer) for answer in before] == [_data(answer) for answer in after], (
                f"seed {seed}: another text than the client's"
            )
        shown = [message for message in one.heard if message.get("method") == "window/showMessage"]
        assert not shown, f"seed {seed}: {shown[0]['params']['message']}"
        assert await one.leave() == 0
    return len(asked)


def _check(answer: Message, seed: int) -> None:
    error = answer.get("error")
    assert error is None or error["code"] in _HONEST, f"seed {seed}: {error}"


def _data(answer: Message) -> object:
    result = answer.get("result")
    return result.get("data") if isinstance(result, dict) else result


def request(uri: str, text: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Something an editor may ask."""
    document = {"textDocument": {"uri": uri}}
    here = position(text, chance.randint(0, len(text)))
    kind = chance.randrange(7)
    if kind < 3:
        return "textDocument/" + chance.choice(_ABOUT_A_PLACE), {
            **document,
            "position": here,
            "context": {"triggerKind": 1, "includeDeclaration": True},
        }
    if kind == 3:
        return "textDocument/" + chance.choice(_ABOUT_A_TEXT), document
    if kind == 4:
        where = {"start": here, "end": here}
        return "textDocument/codeAction", {**document, "range": where, "context": {"diagnostics": []}}
    if kind == 5:
        whole = {"start": {"line": 0, "character": 0}, "end": position(text, len(text))}
        return f"textDocument/{chance.choice(('inlayHint', 'semanticTokens/range'))}", {**document, "range": whole}
    return chance.choice(
        (
            ("textDocument/selectionRange", {**document, "positions": [here]}),
            (
                "textDocument/rename",
                {**document, "position": here, "newName": chance.choice(("renamed", "", "a b", "{{", "\n"))},
            ),
            ("workspace/symbol", {"query": chance.choice(("", "o", "ß", "*"))}),
            ("workspace/executeCommand", {"command": "dpone.serverInfo", "arguments": []}),
        )
    )


def position(text: str, offset: int) -> dict[str, int]:
    """Where an offset is, in UTF-16 units, as an editor counts."""
    if text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1
    lines = re.split(r"\r\n|\n|\r", text[:offset])
    return {"line": len(lines) - 1, "character": len(lines[-1].encode("utf-16-le", "surrogatepass")) // 2}


def change(old: str, new: str) -> dict[str, Any]:
    """The edit an editor sends: only what differs, between characters it can name."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    # No editor can name the place inside a line break.
    while start and old[start - 1] == "\r":
        start -= 1
    while end and old[len(old) - end] == "\n":
        end -= 1
    where = {"start": position(old, start), "end": position(old, len(old) - end)}
    return {"range": where, "text": new[start : len(new) - end]}
