"""A server as its client's wire sees it: messages as bytes, so that what is timed is the server and not a client's own work."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.dpone_lsp.server.session import environment

Message = dict[str, Any]
SERVER = (sys.executable, "-m", "dpone_lsp")
#: The least a server of this kind needs: pygls and nothing else.
BARE_SERVER = (
    sys.executable,
    "-c",
    "from pygls.lsp.server import LanguageServer; LanguageServer('bare', '0').start_io()",
)
_PUBLISH = "textDocument/publishDiagnostics"


class Wire:
    """One client and its server."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout
        self._pid = process.pid
        self._next = 0
        #: Diagnostics that came while something else was waited for.
        self._early: list[Message] = []

    def notify(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: object) -> Any:
        """The result of a request."""
        self._next += 1
        asked = self._next
        self._send({"id": asked, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == asked and "method" not in message:
                return message.get("result")
            if message.get("method") == _PUBLISH:
                self._early.append(message)

    def initialize(self, root: Path) -> Any:
        folder = {"uri": root.as_uri(), "name": root.name}
        publish = {"versionSupport": True, "relatedInformation": True, "dataSupport": True}
        understands = {
            "textDocument": {
                "publishDiagnostics": publish,
                "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
            }
        }
        params = {
            "processId": None,
            "rootUri": root.as_uri(),
            "workspaceFolders": [folder],
            "capabilities": understands,
        }
        made = self.ask("initialize", params)
        self.notify("initialized", {})
        return made

    def open(self, uri: str, text: str) -> Message:
        """Open a text and wait for its diagnostics."""
        self.notify(
            "textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}
        )
        return self.published(uri, 1)

    def type(self, uri: str, version: int, line: int, column: int, text: str) -> None:
        """Insert text at a place."""
        place = {"line": line, "character": column}
        changes = [{"range": {"start": place, "end": place}, "text": text}]
        self.notify(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
        )

    def published(self, uri: str, version: int) -> Message:
        """The diagnostics of one version."""
        while True:
            found = self.next_published()
            if found["uri"] == uri and found.get("version") == version:
                return found

    def next_published(self) -> Message:
        """The diagnostics that come next."""
        while True:
            message = self._early.pop() if self._early else self._receive()
            if message.get("method") == _PUBLISH:
                return message["params"]

    def memory(self) -> float:
        """What the server holds, in MiB; 0 where the system does not tell."""
        status = Path(f"/proc/{self._pid}/status")
        if not status.exists():
            return 0.0
        return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmRSS"))

    def cpu(self) -> float:
        """Seconds of CPU the server has used so far, all its threads. Raises OSError where the system has no such clock."""
        # The clock of another process on Linux: its id is made of the complement of the process's, see clock_getcpuclockid(3).
        return time.clock_gettime((~self._pid << 3) | 2)

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._in.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._in.flush()

    def _receive(self) -> Message:
        length = 0
        while (line := self._out.readline()) != b"\r\n":
            if not line:
                raise RuntimeError("the server is gone")
            if line.lower().startswith(b"content-length"):
                length = int(line.split(b":")[1])
        message: Message = json.loads(self._out.read(length))
        if "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})
        return message


@contextmanager
def wire(folder: Path, command: Sequence[str] = SERVER, variables: Mapping[str, str] | None = None) -> Iterator[Wire]:
    """A server started in a folder, ended with it; `variables` are its whole environment when given."""
    streams: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    seen = environment() if variables is None else variables
    keep = {name: value for name, value in seen.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, cwd=folder, env=keep, **streams) as process:
        try:
            yield Wire(process)
        finally:
            process.kill()


def milliseconds(start: float) -> float:
    """Since a reading of `time.perf_counter`."""
    return (time.perf_counter() - start) * 1000


def spread(times: list[float]) -> str:
    """Median, 95th percentile and worst."""
    ordered = sorted(times)
    return f"p50 {ordered[len(ordered) // 2]:.1f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.1f} ms, max {ordered[-1]:.1f} ms"
