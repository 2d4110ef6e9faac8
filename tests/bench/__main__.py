"""What a user waits for: one file on the command line, and the time from an edit to its diagnostics. Printed, never asserted.

`python -m tests.bench` from the top of the checkout. The command line is given as a ratio to a bare interpreter in the same run.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.server.session import CHECKOUT, batch, editor

ROUNDS = 15


def elapsed(command: list[str]) -> float:
    """Milliseconds of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    return (time.perf_counter() - start) * 1000


def command_line() -> None:
    """One example file against a bare interpreter, taken in turns."""
    bare = [sys.executable, "-c", "pass"]
    lint = [sys.executable, "-m", "dpone_lsp", "docs/examples/orders.yaml"]
    script = Path(sys.executable).with_name("dpone-lint")
    if script.exists():
        lint = [str(script), "docs/examples/orders.yaml"]
    pairs = [(elapsed(bare), elapsed(lint)) for _ in range(ROUNDS)]
    low, high = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"one file: {high:.0f} ms, bare interpreter {low:.0f} ms, ratio {high / low:.1f} (target 7)")


async def edits(lines: int, target: int) -> None:
    """A character typed in the name of the last table, until the diagnostics of that version arrive."""
    with tempfile.TemporaryDirectory() as folder:
        async with editor(Path(folder)) as one:
            text = batch("none", *(f"t{number}" for number in range(lines - 5)))
            uri = one.open("many.batch.yaml", text, version=1)
            await one.publication(uri, 1)
            row = len(text.splitlines()) - 1
            end = len(text.splitlines()[row])
            times: list[float] = []
            for number in range(ROUNDS):
                start = time.perf_counter()
                one.change(uri, number + 2, ((row, end + number), (row, end + number), "e"))
                await one.publication(uri, number + 2)
                times.append((time.perf_counter() - start) * 1000)
    print(f"edit to diagnostics, {lines} lines: p50 {statistics.median(times):.1f} ms (target {target})")


if __name__ == "__main__":
    command_line()
    for size, goal in ((250, 8), (1_000, 20), (11_000, 150)):
        asyncio.run(edits(size, goal))
