"""Half an hour of random sessions with the real server."""

from __future__ import annotations

from tests.fuzz.__main__ import main as fuzz


def main(arguments: list[str]) -> int:
    """Arguments are those of `python -m tests.fuzz`."""
    return fuzz(["--talk", "--minutes", "30", *arguments])
