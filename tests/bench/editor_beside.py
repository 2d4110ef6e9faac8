"""The same edits in the same file, with this server and with `yaml-language-server`, which is given our JSON Schema.

That server waits for a pause in typing before it validates, and knows of a manifest what a schema can say; its user waits that long all the
same. `npm install --global yaml-language-server` brings it; without it there is nothing to compare with, and the table says so.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.long_texts import Long, tables
from tests.bench.measure import lint, tool
from tests.bench.table import Row
from tests.bench.wire import SERVER, Wire, milliseconds, spread, wire

TITLE = "Beside yaml-language-server, same file and same edits"
LINES = 1_000
ROUNDS = 15
_OTHER = "yaml-language-server"


def rows() -> Iterator[Row]:
    """Each figure for both, in turns."""
    other = tool(_OTHER)
    if other is None:
        yield Row(_OTHER, "not installed, nothing to compare with")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema = folder / "batch.schema.json"
        schema.write_bytes(subprocess.run(lint("schema", "batch"), stdout=subprocess.PIPE, check=True).stdout)
        long = tables(LINES)
        with_schema = long._replace(text=f"# {_OTHER}: $schema={schema.as_uri()}\n{long.text}", line=long.line + 1)
        servers = (("dpone-lsp", SERVER), (_OTHER, (other, "--stdio")))
        for what, take in (
            ("start, open, first diagnostics", _opened),
            ("edit to diagnostics", _diagnostics),
            ("edit and hover", _asked("hover")),
            ("edit and completion", _asked("completion")),
            ("edit and documentSymbol", _asked("documentSymbol")),
        ):
            for whose, command in servers:
                yield Row(f"{what}, {LINES:,} lines, {whose}", spread(take(folder, command, with_schema)))


def _opened(folder: Path, command: Sequence[str], long: Long) -> list[float]:
    return [_started(folder, command, long)[1] for _ in range(3)]


def _diagnostics(folder: Path, command: Sequence[str], long: Long) -> list[float]:
    def one(server: Wire, uri: str, version: int) -> None:
        server.type(uri, version, long.line, long.column + version, "e")
        _published(server, uri)

    return _each(folder, command, long, one)


def _asked(method: str) -> Callable[[Path, Sequence[str], Long], list[float]]:
    def take(folder: Path, command: Sequence[str], long: Long) -> list[float]:
        def one(server: Wire, uri: str, version: int) -> None:
            server.type(uri, version, long.line, long.column, "e")
            place = {} if method == "documentSymbol" else {"position": {"line": long.line, "character": long.column}}
            server.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **place})

        return _each(folder, command, long, one)

    return take


def _each(folder: Path, command: Sequence[str], long: Long, one: Callable[[Wire, str, int], None]) -> list[float]:
    times: list[float] = []
    with wire(folder, command) as server:
        uri = _open(server, folder, long)
        for number in range(ROUNDS):
            start = time.perf_counter()
            one(server, uri, number + 2)
            times.append(milliseconds(start))
    return times[2:]


def _started(folder: Path, command: Sequence[str], long: Long) -> tuple[str, float]:
    with wire(folder, command) as server:
        start = time.perf_counter()
        return _open(server, folder, long), milliseconds(start)


def _open(server: Wire, folder: Path, long: Long) -> str:
    uri = (folder / "long.batch.yaml").as_uri()
    server.initialize(folder)
    server.notify("workspace/didChangeConfiguration", {"settings": {}})
    server.notify(
        "textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": long.text}}
    )
    _published(server, uri)
    return uri


def _published(server: Wire, uri: str) -> dict[str, Any]:
    """The next diagnostics of a file; the other server does not tell of which version they are."""
    while True:
        found = server.next_published()
        if found["uri"] == uri:
            return found
