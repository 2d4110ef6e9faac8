"""Talks to the bundled server as an editor would, with nothing but what is bundled: `python -I -S bundled_server.py
BUNDLED`.

Start, initialize, open a faulty manifest, receive its finding, ask for a hover, shut down; then the bundled dpone-lint.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

MANIFEST = """name: orders
source: {type: postgres, connection_type: airflow, connection_id: a, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: b
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
    uniqe_key: [id]
"""
URI = "untitled:orders.yaml"


class Server:
    """The server's process and a blocking conversation with it."""

    def __init__(self, launcher: Path) -> None:
        command = [sys.executable, "-I", "-S", "-B", str(launcher)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.last = 0

    def request(self, method: str, params: object) -> Any:
        self.last += 1
        self._send({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params})
        message = self.wait_for(lambda message: message.get("id") == self.last and "method" not in message)
        assert "error" not in message, message
        return message.get("result")

    def notify(self, method: str, params: object) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def wait_for(self, wanted: Any) -> dict[str, Any]:
        """The next message that is wanted; requests of the server are answered with null on the way."""
        while True:
            message = self._receive()
            if wanted(message):
                return message
            if "id" in message and "method" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while header := self.process.stdout.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, f"the server ended with {self.process.wait()}"
        return json.loads(self.process.stdout.read(length))


def main(bundled: Path) -> None:
    server = Server(bundled / "server.py")
    server.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    server.notify("initialized", {})
    server.notify(
        "textDocument/didOpen", {"textDocument": {"uri": URI, "languageId": "yaml", "version": 1, "text": MANIFEST}}
    )
    found = server.wait_for(
        lambda message: message.get("method") == "textDocument/publishDiagnostics" and message["params"]["diagnostics"]
    )
    codes = {item["code"] for item in found["params"]["diagnostics"]}
    assert "unknown-key" in codes, codes
    hover = server.request(
        "textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": 8, "character": 11}}
    )
    assert "full_refresh" in json.dumps(hover), hover
    server.request("shutdown", None)
    server.notify("exit", None)
    assert server.process.wait(10) == 0

    with TemporaryDirectory() as folder:
        (Path(folder) / "orders.yaml").write_text(MANIFEST, encoding="utf-8")
        command = [
            sys.executable,
            "-I",
            "-S",
            "-B",
            str(bundled.resolve() / "lint.py"),
            "--format",
            "concise",
            "orders.yaml",
        ]
        lint = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
    assert lint.returncode == 1, lint
    assert "orders.yaml:10:5: error[unknown-key]" in lint.stdout, lint.stdout
    print(f"bundled server and dpone-lint run under Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
