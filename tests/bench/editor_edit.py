"""A character typed in the middle of a long manifest, until the diagnostics of that version arrive."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.long_texts import Long, defaults, half_typed, one_line_tables, single, tables
from tests.bench.table import Row
from tests.bench.wire import milliseconds, spread, wire

TITLE = "Edit to diagnostics"
ROUNDS = 40
#: Lines and the wanted median in milliseconds.
_SIZES = ((250, 8), (1_000, 20), (5_000, 0), (11_000, 150))


def rows() -> Iterator[Row]:
    """Every kind of text at every size."""
    for what, made in (("a table with overrides", tables), ("a table of one line", one_line_tables)):
        for lines, target in _SIZES:
            yield _row(f"{what}, {lines:,} lines", made(lines), target)
    for lines, target in _SIZES[:2]:
        yield _row(f"a column of a single manifest, {lines:,} lines", single(lines), target)
        yield _row(f"a key that does not parse yet, {lines:,} lines", half_typed(lines), target)
        yield _row(f"a value in `defaults`, {lines:,} lines", defaults(lines), 0)


def _row(what: str, long: Long, target: int) -> Row:
    return Row(what, spread(edits(long)), f"p50 {target} ms" if target else "")


def edits(long: Long) -> list[float]:
    """Milliseconds from each keystroke to its diagnostics."""
    times: list[float] = []
    with tempfile.TemporaryDirectory() as name, wire(Path(name)) as server:
        folder = Path(name)
        server.initialize(folder)
        uri = (folder / "long.batch.yaml").as_uri()
        server.open(uri, long.text)
        for number in range(ROUNDS):
            start = time.perf_counter()
            server.type(uri, number + 2, long.line, long.column + number, "e")
            server.published(uri, number + 2)
            times.append(milliseconds(start))
    # The first edits import what the first analysis did not need.
    return times[3:]
