"""A workspace of a thousand manifests: how long until the server knows them, and what it holds then."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.manifests import fleet
from tests.bench.table import Row
from tests.bench.wire import milliseconds, wire

TITLE = "A workspace of 1,000 manifests"
FILES = 1_000


def rows() -> Iterator[Row]:
    """Time from `initialized` to the end of indexing, and the memory of the process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fleet(folder, FILES)
        with wire(folder) as server:
            server.initialize(folder)
            start = time.perf_counter()
            while not server.ask("workspace/executeCommand", {"command": "dpone.serverInfo", "arguments": [{}]})[
                "workspace"
            ]["indexed"]:
                time.sleep(0.01)
            yield Row(f"{FILES:,} manifests indexed", f"{milliseconds(start) / 1000:.2f} s", "3 s")
            yield Row("memory of the server then", f"{server.memory():.0f} MiB", "150 MiB")
