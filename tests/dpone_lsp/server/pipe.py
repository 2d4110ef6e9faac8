"""The wire itself, for what no well-behaved client sends: raw bytes in, messages out."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.dpone_lsp.server.session import PATIENCE, environment

Message = dict[str, Any]


class Pipe:
    """A server at the other end of two pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._next = 0
        self.heard: list[Message] = []

    def raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def send(self, message: object) -> None:
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: object) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object) -> int:
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    async def ask(self, method: str, params: object) -> Message:
        return await self.answer(self.request(method, params))

    async def answer(self, request: object) -> Message:
        return await self.until(lambda message: message.get("id") == request and "method" not in message)

    async def until(self, wanted: Any) -> Message:
        """The next message that is wanted; the others are kept in `heard`."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for message in self.heard:
                    if wanted(message):
                        self.heard.remove(message)
                        return message
                self.heard.append(await self._read())

    async def _read(self) -> Message:
        assert self.process.stdout is not None
        head = await self.process.stdout.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        return json.loads(await self.process.stdout.readexactly(length))

    async def initialize(self, root: Path | None = None, **params: Any) -> Message:
        folders = None if root is None else [{"uri": root.as_uri(), "name": "root"}]
        made = {"processId": None, "rootUri": None, "workspaceFolders": folders, "capabilities": {}, **params}
        answer = await self.ask("initialize", made)
        self.notify("initialized", {})
        return answer

    def open(self, uri: str, text: str, version: int = 1) -> None:
        document = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    async def diagnostics(self, uri: str) -> list[Any]:
        """What one document shows, pulled."""
        answer = await self.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        return answer["result"]["items"]

    async def ended(self) -> int:
        """The exit code."""
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def leave(self) -> int:
        await self.ask("shutdown", None)
        self.notify("exit", None)
        return await self.ended()


@asynccontextmanager
async def pipe(
    folder: Path, *arguments: str, words: Iterable[str] = ("-m", "dpone_lsp"), env: dict[str, str] | None = None
) -> AsyncGenerator[Pipe]:
    """A server started in a folder."""
    streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), asyncio.subprocess.PIPE)
    if sys.platform != "win32":
        # What runs in the background of a shell ignores interrupts, and so would its children.
        streams["preexec_fn"] = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, *arguments, cwd=folder, env=environment(**(env or {})), limit=1 << 26, **streams
    )
    try:
        yield Pipe(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
