"""What an editor asks right after an edit of a thousand lines, until the answer is there."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.long_texts import tables
from tests.bench.table import Row
from tests.bench.wire import milliseconds, spread, wire

TITLE = "Requests after an edit of 1,000 lines"
ROUNDS = 25


def rows() -> Iterator[Row]:
    """Each request after an edit of its own."""
    long = tables(1_000)
    with tempfile.TemporaryDirectory() as name, wire(Path(name)) as server:
        server.initialize(Path(name))
        uri = (Path(name) / "long.batch.yaml").as_uri()
        server.open(uri, long.text)
        version = 1
        for method, more in _requests(long.line, long.column):
            times: list[float] = []
            for _ in range(ROUNDS):
                version += 1
                start = time.perf_counter()
                server.type(uri, version, long.line, long.column, "e")
                server.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **more})
                times.append(milliseconds(start))
                server.published(uri, version)
            yield Row(f"edit and {method}", spread(times[1:]), "p95 20 ms")


def _requests(line: int, column: int) -> Iterator[tuple[str, dict[str, Any]]]:
    place = {"line": line, "character": column}
    page = {"start": {"line": max(line - 30, 0), "character": 0}, "end": {"line": line + 30, "character": 0}}
    yield "hover", {"position": place}
    yield "completion", {"position": place}
    yield "codeAction", {"range": {"start": place, "end": place}, "context": {"diagnostics": []}}
    yield "documentSymbol", {}
    yield "codeLens", {}
    yield "inlayHint", {"range": page}
    yield "foldingRange", {}
    yield "definition", {"position": place}
