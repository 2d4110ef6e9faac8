"""Which folder a lone file belongs to."""

from __future__ import annotations

import os
from typing import Final

#: A folder that holds one of these is the root of a workspace nobody opened explicitly.
ROOT_MARKERS: Final = (".git", ".hg", "dpone.yaml", "dpone-lint.toml", "pyproject.toml")


def root_of(path: str) -> str:
    """The workspace a lone file belongs to: the nearest folder above it with a marker, else its own folder."""
    folder = os.path.dirname(os.path.abspath(path))
    current = folder
    while True:
        if any(os.path.exists(os.path.join(current, marker)) for marker in ROOT_MARKERS):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            return folder
        current = parent
