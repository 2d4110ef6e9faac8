"""A thousand files of sixty lines: without a cache on one and two workers, and with a warm cache."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.manifests import fleet
from tests.bench.measure import cores, lint, seconds
from tests.bench.table import Row

TITLE = "A thousand files"
COUNT = 1_000


def rows() -> Iterator[Row]:
    """Files a second, whole processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "manifests"
        fleet(folder, COUNT)
        for workers in (1, 2):
            spent = min(seconds(lint("--no-cache", "--jobs", str(workers), str(folder))) for _ in range(3))
            target = "1,000 on two cores" if workers == 2 else ""
            yield Row(f"{COUNT:,} files without cache, {workers} worker{'s' * (workers > 1)}", _pace(spent), target)
        cached = lint("--cache-dir", str(Path(name) / "cache"), str(folder))
        seconds(cached)
        yield Row(f"{COUNT:,} files, warm cache", _pace(min(seconds(cached) for _ in range(5))), "10,000")


def _pace(spent: float) -> str:
    return f"{COUNT / spent:,.0f} files a second ({spent:.2f} s, {cores()} cores)"
