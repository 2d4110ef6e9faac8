#!/usr/bin/env python3
"""A fake of the dpone server, for tests of the extension's own manners only: it knows nothing of manifests.

It finds the word `badword`, answers `dpone.serverInfo`, and can be told to misbehave:
    --crash-at-start     ends before it answers the first request
    --crash-when-open    ends when a document is opened
    --version-is TEXT    the version it claims
    --parser pure|c      the parser it claims
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--crash-at-start", action="store_true")
    parser.add_argument("--crash-when-open", action="store_true")
    parser.add_argument("--version-is", default="0.1.0")
    parser.add_argument("--parser", default="c")
    options = parser.parse_args()
    if options.crash_at_start:
        sys.exit("FakeStartError: told to end at once")
    while (message := receive()) is not None:
        method = message.get("method", "")
        if method == "exit":
            return 0
        if method == "initialize":
            capabilities = {"textDocumentSync": 1, "executeCommandProvider": {"commands": ["dpone.serverInfo"]}}
            answer(
                message, {"capabilities": capabilities, "serverInfo": {"name": "fake", "version": options.version_is}}
            )
        elif method == "shutdown":
            answer(message, None)
        elif method == "workspace/executeCommand":
            info = {
                "version": options.version_is,
                "python": sys.version.split()[0],
                "parser": options.parser,
                "pid": os.getpid(),
                "workspace": {},
            }
            answer(message, info if message["params"]["command"] == "dpone.serverInfo" else None)
        elif method == "textDocument/didOpen":
            if options.crash_when_open:
                sys.exit("FakeOpenError: told to end when a document is opened")
            document = message["params"]["textDocument"]
            publish(document["uri"], document["text"])
        elif method == "textDocument/didChange":
            publish(message["params"]["textDocument"]["uri"], message["params"]["contentChanges"][-1]["text"])
        elif "id" in message and "method" in message:
            send(
                {"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": f"{method} is not known"}}
            )
    return 1


def publish(uri: str, text: str) -> None:
    found: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines()):
        start = line.find("badword")
        if start >= 0:
            place = {"start": {"line": number, "character": start}, "end": {"line": number, "character": start + 7}}
            found.append(
                {"range": place, "severity": 2, "source": "dpone", "code": "fake-rule", "message": "badword found"}
            )
    send({"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": found}})


def receive() -> dict[str, Any] | None:
    length = 0
    while (header := sys.stdin.buffer.readline().strip()) != b"":
        name, _, value = header.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(sys.stdin.buffer.read(length)) if length else None


def answer(message: dict[str, Any], result: object) -> None:
    send({"jsonrpc": "2.0", "id": message["id"], "result": result})


def send(message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
