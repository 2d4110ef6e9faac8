"""Which manifests the comparison runs over: sample files beside the checkout, and made-up ones.

`DPONE_CONFORMANCE_N` is the number of made-up manifests of the smallest comparison (300 unless it is set); larger comparisons
take a multiple of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared_data import shared_folder

CHUNK = 50
NUMBER = int(os.environ.get("DPONE_CONFORMANCE_N", "300"))


def seed_chunks(number: int) -> list[range]:
    """The seeds 0 to `number`, cut into pieces that make one test each."""
    return [range(start, min(start + CHUNK, number)) for start in range(0, number, CHUNK)]


def sample_files(*folders: str) -> list[object]:
    """Parameters: YAML files below these folders of the shared samples, or one that will skip loudly when they are absent."""
    root = shared_folder()
    if root is None:
        return [pytest.param(None, id="no samples")]
    found = [path for folder in folders for path in _yaml_files(root / folder)]
    return [pytest.param(path, id=path.relative_to(root).as_posix()) for path in found]


def _yaml_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.y*ml")) if path.is_file())
