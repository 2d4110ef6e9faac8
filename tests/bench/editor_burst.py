"""Two hundred keystrokes that arrive at once, until the diagnostics of the last."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.long_texts import tables
from tests.bench.table import Row
from tests.bench.wire import milliseconds, spread, wire

TITLE = "A burst of 200 edits"
EDITS, ROUNDS = 200, 8


def rows() -> Iterator[Row]:
    """The time from the first keystroke to the last one's diagnostics."""
    for lines, target in ((1_000, "within 150 ms"), (11_000, "")):
        long = tables(lines)
        times: list[float] = []
        with tempfile.TemporaryDirectory() as name, wire(Path(name)) as server:
            server.initialize(Path(name))
            uri = (Path(name) / "long.batch.yaml").as_uri()
            server.open(uri, long.text)
            version = 1
            for _ in range(ROUNDS):
                start = time.perf_counter()
                for _ in range(EDITS):
                    version += 1
                    server.type(uri, version, long.line, long.column + version - 2, "e")
                server.published(uri, version)
                times.append(milliseconds(start))
        yield Row(f"{EDITS} edits, {lines:,} lines", spread(times[1:]), target)
