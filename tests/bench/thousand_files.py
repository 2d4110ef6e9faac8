"""A thousand files of sixty lines: without a cache on one and two workers, and with a warm cache."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.manifests import fleet
from tests.bench.measure import Spent, cores, lint, spent
from tests.bench.table import Row

TITLE = "A thousand files"
COUNT = 1_000


def rows() -> Iterator[Row]:
    """Files a second, whole processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "manifests"
        fleet(folder, COUNT)
        for workers in (1, 2):
            best = min(spent(lint("--no-cache", "--jobs", str(workers), str(folder))) for _ in range(3))
            target = "1,000 on two cores" if workers == 2 else ""
            yield Row(f"{COUNT:,} files without cache, {workers} worker{'s' * (workers > 1)}", _pace(best), target)
        cached = lint("--cache-dir", str(Path(name) / "cache"), str(folder))
        spent(cached)
        yield Row(f"{COUNT:,} files, warm cache", _pace(min(spent(cached) for _ in range(5))), "10,000")


def _pace(best: Spent) -> str:
    return f"{COUNT / best.wall:,.0f} files a second ({best.wall:.2f} s, {best.cpu:.2f} s of CPU, {cores()} cores)"
