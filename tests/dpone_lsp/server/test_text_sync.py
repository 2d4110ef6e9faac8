"""The server's text is the client's after every incremental edit, in every encoding."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from dpone_lsp.server.buffers import Buffer
from tests.dpone_lsp.server.pipe import pipe
from tests.dpone_lsp.server.session import SINGLE

ENCODINGS = ("utf-8", "utf-16", "utf-32")
#: Text with everything that is counted differently somewhere.
PIECES = st.lists(
    st.sampled_from(
        ["a", "key: value", " ", "\n", "\r", "\r\n", "\u2028", "\x85", "\x0b", "ж", "€", "😀", "👩‍👧", "\t", ""]
    ),
    max_size=12,
)
TEXT = PIECES.map("".join)


def _units(text: str, encoding: str) -> int:
    """Length of a text as a client counts it."""
    if encoding == "utf-32":
        return len(text)
    return len(text.encode(encoding + ("-le" if encoding != "utf-8" else ""))) // (1 if encoding == "utf-8" else 2)


def _position(text: str, offset: int, encoding: str) -> types.Position:
    """Where an offset is, counted afresh by the protocol's words: only \\n, \\r\\n and \\r end a line."""
    if text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1
    lines = re.split(r"\r\n|\n|\r", text[:offset])
    return types.Position(len(lines) - 1, _units(lines[-1], encoding))


def _settled(text: str, offset: int) -> int:
    """No client can name the place between \\r and \\n."""
    return offset - 1 if text[offset - 1 : offset + 1] == "\r\n" else offset


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(deadline=None, max_examples=150)
@given(text=TEXT, data=st.data())
def test_random_edits(encoding: str, text: str, data: st.DataObject) -> None:
    buffer = Buffer("file:///a.yaml", "/a.yaml", text, 1)
    for version in range(2, 2 + data.draw(st.integers(1, 6))):
        changes: list[Any] = []
        for _ in range(data.draw(st.integers(1, 3))):
            new = data.draw(TEXT)
            if data.draw(st.integers(0, 9)) == 0:
                text = new
                changes.append(types.TextDocumentContentChangeWholeDocument(text=new))
                continue
            start = _settled(text, data.draw(st.integers(0, len(text))))
            end = _settled(text, data.draw(st.integers(start, len(text))))
            where = types.Range(_position(text, start, encoding), _position(text, end, encoding))
            changes.append(types.TextDocumentContentChangePartial(range=where, text=new))
            text = text[:start] + new + text[max(start, end) :]
        buffer.change(changes, version, encoding)
        assert buffer.source.text == text
        if data.draw(st.booleans()):
            assert buffer.document.source.text == text
    assert (buffer.document.source.text, buffer.version) == (text, version)


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_document_edited_step_by_step_answers_like_one_opened_at_the_end(tmp_path: Path, encoding: str) -> None:
    edits = [
        ("name: orders", "name: 'зaказ 😀'"),
        ("  type: postgres\n", "  type: postgres\r\n"),
        ("columns: [id]", "columns: [id, '😀', x]"),
        ("incremental_merge", "incremental_mergee"),
        ("kind:", "# \u2028 😀\r\nkind:"),
        ("unique_key: [id]", "unique_key: [id]\r    merge_policy: mrege # ж"),
        ("ж", "х"),
        (" 😀'\n", "'\n"),
        ("x]", "y]"),
        ("type: clickhouse", "typ: clickhouse"),
    ]
    async with pipe(tmp_path) as one:
        general = {"general": {"positionEncodings": [encoding]}}
        nested = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
        await one.initialize(tmp_path, capabilities={**general, **nested})
        edited, fresh = (tmp_path / "edited.yaml").as_uri(), (tmp_path / "fresh.yaml").as_uri()
        text = SINGLE
        one.open(edited, text)
        for number, (old, new) in enumerate(edits):
            start = text.index(old)
            where = [_position(text, at, encoding) for at in (start, start + len(old))]
            ends = [{"line": place.line, "character": place.character} for place in where]
            change = {"range": {"start": ends[0], "end": ends[1]}, "text": new}
            one.notify(
                "textDocument/didChange",
                {"textDocument": {"uri": edited, "version": number + 2}, "contentChanges": [change]},
            )
            text = text.replace(old, new, 1)
            one.open(fresh, text)
            answers = []
            for uri in (edited, fresh):
                found = await one.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
                tokens = await one.ask("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})
                outline = await one.ask("textDocument/foldingRange", {"textDocument": {"uri": uri}})
                symbols = await one.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
                effective = await one.ask(
                    "workspace/executeCommand", {"command": "dpone.authoredDiff", "arguments": [{"uri": uri}]}
                )
                told = effective.get("result", effective.get("error"))
                answers.append((found["result"]["items"], tokens["result"], outline["result"], symbols["result"], told))
            assert answers[0] == answers[1]
            one.notify("textDocument/didClose", {"textDocument": {"uri": fresh}})
        assert await one.leave() == 0
