"""Whatever a client sends or however it ends: an answer, no crash, no orphan, no secret in the log."""

from __future__ import annotations

import json
from pathlib import Path

from tests.dpone_lsp.server.pipe import pipe
from tests.dpone_lsp.server.session import FAULT, FAULTY, PRESET, SINGLE


async def test_messages_that_are_none(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        early = await one.ask("textDocument/hover", {})
        assert early["error"]["code"] == -32002
        await one.initialize(tmp_path)
        for body, code in (
            (b"{not json", -32700),
            (b"[]", -32600),
            (b'"text"', -32600),
            (b"\xff\xfe\x00", -32700),
            (b"{}", -32600),
        ):
            one.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            if body != b"{}":  # nobody waits for the answer to a notification
                refused = await one.until(lambda message: message.get("id", 0) is None)
                assert refused["error"]["code"] == code
        one.raw(b"Content-Type: text/plain\r\n\r\n")
        assert (await one.until(lambda message: message.get("id", 0) is None))["error"]["code"] == -32700
        assert (await one.ask("textDocument/hover", {"textDocument": 5}))["error"]["code"] == -32602
        assert (await one.ask("no/suchMethod", {}))["error"]["code"] == -32601
        assert (await one.ask("initialize", {"capabilities": {}, "processId": None, "rootUri": None}))["error"][
            "code"
        ] == -32600
        one.notify("no/suchNotification", {})
        one.send({"jsonrpc": "2.0", "id": 999, "result": None})
        body = json.dumps({"jsonrpc": "2.0", "id": "x", "method": "workspace/symbol", "params": {"query": ""}}).encode()
        one.raw(b"X-Other: 1\r\ncontent-length:%d\r\n\r\n" % len(body) + body)
        assert (await one.answer("x"))["result"] == []
        await one.ask("shutdown", None)
        assert (await one.ask("workspace/symbol", {"query": ""}))["error"]["code"] == -32600
        one.notify("exit", None)
        assert await one.ended() == 0


async def test_documents_in_an_order_nobody_should_send(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        uri = (tmp_path / "a.yaml").as_uri()
        change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": FAULTY}]}
        one.notify("textDocument/didChange", change)
        one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert await one.diagnostics(uri) == []
        one.open(uri, SINGLE)
        one.open(uri, FAULTY, 3)
        assert FAULT in [item["code"] for item in await one.diagnostics(uri)]
        one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert await one.diagnostics(uri) == []
        assert await one.leave() == 0


async def test_addresses_that_name_no_file(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        for uri in (
            "untitled:Untitled-1",
            "git:/a/b.yaml?%7B%22ref%22%3A%22%22%7D",
            "file:///c%3A/x/a%20%D0%B6.yaml",
            "",
            "file://[",
            "x",
        ):
            one.open(uri, FAULTY)
            assert FAULT in [item["code"] for item in await one.diagnostics(uri)]
            hover = await one.ask(
                "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 14, "character": 6}}
            )
            assert hover["result"] is not None
            one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert await one.leave() == 0


async def test_positions_outside_the_text(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        uri = (tmp_path / "a.yaml").as_uri()
        one.open(uri, SINGLE)
        document = {"textDocument": {"uri": uri}}
        for line, character in ((0, 9999), (9999, 0), (2_000_000_000, 2_000_000_000)):
            where = {**document, "position": {"line": line, "character": character}}
            for method in ("hover", "completion", "definition", "documentHighlight", "prepareRename"):
                assert "error" not in await one.ask(f"textDocument/{method}", where)
        outside = {"start": {"line": 9999, "character": 0}, "end": {"line": 3, "character": 1}}
        one.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"range": outside, "text": ""}]},
        )
        assert "error" not in await one.ask("textDocument/documentSymbol", document)
        action = {**document, "range": outside, "context": {"diagnostics": []}}
        assert "error" not in await one.ask("textDocument/codeAction", action)
        assert await one.leave() == 0


async def test_a_request_cancelled_while_it_waits_is_not_begun(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        uri = (tmp_path / "a.yaml").as_uri()
        one.open(uri, SINGLE)
        wave = [one.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}) for _ in range(200)]
        for number in wave:
            one.notify("$/cancelRequest", {"id": number})
        one.notify("$/cancelRequest", {"id": "unknown"})
        answers = [await one.answer(number) for number in wave]
        codes = {answer["error"]["code"] for answer in answers if "error" in answer}
        assert codes == {-32800}
        assert await one.leave() == 0


async def test_proving_many_fixes_holds_up_nobody_and_ends_with_the_text(tmp_path: Path) -> None:
    rows = "".join(f"      - table: t{number}\n        overides: {{}}\n" for number in range(5000))
    text = f"kind: dpone.batch.v1\n{PRESET}schemas:\n  public:\n    tables:\n{rows}"
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 20_000, "character": 0}}
    literal = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path, capabilities={"textDocument": {"codeAction": literal}})
        small, big = (tmp_path / "small.yaml").as_uri(), (tmp_path / "big.yaml").as_uri()
        one.open(small, FAULTY)
        one.open(big, text)
        await one.diagnostics(small)
        await one.diagnostics(big)
        fixes = {"textDocument": {"uri": big}, "range": whole, "context": {"diagnostics": []}}
        asked = one.request("textDocument/codeAction", fixes)
        await one.ask("textDocument/hover", {"textDocument": {"uri": small}, "position": {"line": 14, "character": 6}})
        assert asked not in [message.get("id") for message in one.heard if "method" not in message]
        one.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": big, "version": 2}, "contentChanges": [{"text": text + "# more\n"}]},
        )
        assert (await one.answer(asked))["error"]["code"] == -32801
        assert len((await one.ask("textDocument/codeAction", fixes))["result"]) > 1
        assert await one.leave() == 0


async def test_a_request_cancelled_in_the_same_breath_leaves_the_server_listening(tmp_path: Path) -> None:
    """Alone in the queue, it is taken out of it before its turn comes."""
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        for number in range(300):
            request = {"jsonrpc": "2.0", "id": f"r{number}", "method": "workspace/symbol", "params": {"query": ""}}
            cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": f"r{number}"}}
            bodies = [json.dumps(message).encode() for message in (request, cancel)]
            one.raw(b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies))
            answer = await one.answer(f"r{number}")
            assert answer.get("error", {}).get("code", -32800) == -32800
        assert await one.leave() == 0


async def test_a_large_document_does_not_hold_up_requests_about_others(tmp_path: Path) -> None:
    rows = "".join(
        f"      - table: t{number}\n        overrides:\n          source:\n            options: {{columns: [id]}}\n"
        for number in range(4000)
    )
    large = "kind: dpone.batch.v1\ndefaults:\n  name: x\nschemas:\n  public:\n    tables:\n" + rows
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        small, big = (tmp_path / "small.yaml").as_uri(), (tmp_path / "big.yaml").as_uri()
        one.open(small, FAULTY)
        await one.diagnostics(small)
        one.open(big, large)
        hover = one.request(
            "textDocument/hover", {"textDocument": {"uri": small}, "position": {"line": 14, "character": 6}}
        )
        await one.answer(hover)
        published = [message for message in one.heard if message.get("method") == "textDocument/publishDiagnostics"]
        assert big not in [message["params"]["uri"] for message in published]
        await one.until(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == big
            )
        )
        assert await one.leave() == 0


async def test_a_request_about_a_large_document_does_not_hold_up_requests_about_others(tmp_path: Path) -> None:
    """Asked for at once, as editors do; and whoever asked about a text that has moved on meanwhile is told so."""
    rows = "".join(
        f"      - {{table: t{number}, overrides: {{source: {{options: {{columns: [id]}}}}}}}}\n"
        for number in range(3000)
    )
    large = f"kind: dpone.batch.v1\n{PRESET}schemas:\n  public:\n    tables:\n{rows}"
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        small, big = (tmp_path / "small.yaml").as_uri(), (tmp_path / "big.yaml").as_uri()
        one.open(small, FAULTY)
        await one.diagnostics(small)
        one.open(big, large)
        outline = one.request("textDocument/documentSymbol", {"textDocument": {"uri": big}})
        hover = one.request(
            "textDocument/hover", {"textDocument": {"uri": small}, "position": {"line": 14, "character": 6}}
        )
        one.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": big, "version": 2}, "contentChanges": [{"text": large + "# more\n"}]},
        )
        await one.answer(hover)
        assert outline not in [message.get("id") for message in one.heard if "method" not in message]
        assert (await one.answer(outline))["error"]["code"] == -32801
        assert len((await one.ask("textDocument/documentSymbol", {"textDocument": {"uri": big}}))["result"]) > 3000
        assert await one.leave() == 0


async def test_texts_no_file_should_hold(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        for number, text in enumerate(
            (
                "\ud800: 1",
                "a\0b: c",
                "\ufeff" + SINGLE,
                SINGLE.replace("\n", "\r"),
                "[" * 5000,
                "&a [*a]",
                "\u2028\u2029\x85: x",
                "- " * 3000,
            )
        ):
            uri = (tmp_path / f"{number}.yaml").as_uri()
            one.open(uri, text)
            await one.diagnostics(uri)
            answer = await one.ask("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})
            assert "error" not in answer
        assert await one.leave() == 0


# --- faults of our own ------------------------------------------------------------------------------------------------------

#: Project code that breaks the server from inside: a fault that no manifest can provoke.
SABOTAGE = """\
import dpone_lsp.server.handlers.hover as handler


def broken(*arguments):
    raise ValueError("hunter2 was the password")


handler.hover_steps = broken
RULES = []
"""


async def test_an_internal_fault_is_told_once_logged_with_its_request_and_survived(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(SABOTAGE)
    (tmp_path / "dpone-lint.toml").write_text('plugins = ["own.py"]\n')
    log = tmp_path / "server.log"
    async with pipe(tmp_path, "--log-file", str(log), "--log-level", "debug") as one:
        await one.initialize(tmp_path, initializationOptions={"trusted": True})
        uri = (tmp_path / "a.yaml").as_uri()
        one.open(uri, FAULTY.replace("connection_id: pg", "connection_id: pg\n  password: hunter2"))
        assert FAULT in [item["code"] for item in await one.diagnostics(uri)]
        where = {"textDocument": {"uri": uri}, "position": {"line": 14, "character": 6}}
        assert [(await one.ask("textDocument/hover", where))["result"] for _ in range(3)] == [None, None, None]
        assert FAULT in [item["code"] for item in await one.diagnostics(uri)]
        shown = [message["params"]["message"] for message in one.heard if message.get("method") == "window/showMessage"]
        assert len(shown) == 1
        assert "textDocument/hover" in shown[0]
        assert await one.leave() == 0
    written = log.read_text()
    assert written.count("internal fault in textDocument/hover") == 3
    assert "own.py" in written
    assert "hunter2" not in written


async def test_a_print_of_project_code_does_not_end_up_between_the_messages(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("import sys\nprint('stray')\nsys.stdin.read()\nRULES = []\n")
    (tmp_path / "dpone-lint.toml").write_text('plugins = ["own.py"]\n')
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path, initializationOptions={"trusted": True})
        uri = (tmp_path / "a.yaml").as_uri()
        one.open(uri, FAULTY)
        assert FAULT in [item["code"] for item in await one.diagnostics(uri)]
        assert await one.leave() == 0


async def test_tracing_goes_to_the_client(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path, trace="off")
        one.notify("$/setTrace", {"value": "verbose"})
        await one.ask("workspace/symbol", {"query": "orders"})
        traced = await one.until(
            lambda message: message.get("method") == "$/logTrace" and "workspace/symbol" in message["params"]["message"]
        )
        assert "orders" in traced["params"]["verbose"]
        one.notify("$/setTrace", {"value": "off"})
        await one.ask("workspace/symbol", {"query": "orders"})
        one.heard.clear()
        await one.ask("workspace/symbol", {"query": "orders"})
        assert not [message for message in one.heard if message.get("method") == "$/logTrace"]
        assert await one.leave() == 0
