"""A character typed in the name of the last table, until the diagnostics of that version arrive at a real client."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.table import Row
from tests.server.session import batch, editor

TITLE = "Edit to diagnostics"
ROUNDS = 15


def rows() -> Iterator[Row]:
    """The median and the worst for each size."""
    for lines, target in ((250, 8), (1_000, 20), (11_000, 150)):
        times = asyncio.run(_edits(lines))
        figure = f"p50 {statistics.median(times):.1f} ms, max {max(times):.1f} ms"
        yield Row(f"edit to diagnostics, {lines:,} lines", figure, f"p50 {target} ms")


async def _edits(lines: int) -> list[float]:
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with editor(Path(folder)) as one:
            text = batch("none", *(f"t{number}" for number in range(lines - 5)))
            uri = one.open("many.batch.yaml", text, version=1)
            await one.publication(uri, 1)
            row = len(text.splitlines()) - 1
            end = len(text.splitlines()[row])
            for number in range(ROUNDS):
                start = time.perf_counter()
                one.change(uri, number + 2, ((row, end + number), (row, end + number), "e"))
                await one.publication(uri, number + 2)
                times.append((time.perf_counter() - start) * 1000)
    return times
