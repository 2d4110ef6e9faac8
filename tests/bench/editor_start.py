"""From starting the server to its answer to `initialize`, and on to the first diagnostics; beside a server that is nothing but pygls."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.long_texts import tables
from tests.bench.table import Row
from tests.bench.wire import BARE_SERVER, SERVER, milliseconds, wire

TITLE = "Start of the server"
ROUNDS = 9


def rows() -> Iterator[Row]:
    """Medians of starts in turns."""
    long = tables(250)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _started(folder, SERVER)
        pairs = [(_started(folder, BARE_SERVER), _started(folder, SERVER)) for _ in range(ROUNDS)]
        ratio = statistics.median(ours / bare for bare, ours in pairs)
        ours = statistics.median(ours for _, ours in pairs)
        bare = statistics.median(bare for bare, _ in pairs)
        yield Row(
            "start to initialized, against bare pygls",
            f"{ratio:.2f} times ({ours:.0f} ms against {bare:.0f} ms)",
            "1.2 times",
        )
        times: list[float] = []
        for _ in range(ROUNDS):
            with wire(folder) as server:
                server.initialize(folder)
                start = time.perf_counter()
                server.open((folder / "long.batch.yaml").as_uri(), long.text)
                times.append(milliseconds(start))
        yield Row("first document opened to its diagnostics, 250 lines", f"{statistics.median(times):.0f} ms")


def _started(folder: Path, command: tuple[str, ...]) -> float:
    start = time.perf_counter()
    with wire(folder, command) as server:
        server.initialize(folder)
        return milliseconds(start)
