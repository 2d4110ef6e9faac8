"""Every beginning and every single deleted character of the example manifests."""

from __future__ import annotations

from tests.fuzz.__main__ import main as fuzz


def main(arguments: list[str]) -> int:
    """Arguments are those of `python -m tests.fuzz`."""
    return fuzz(["--exhaustive", "docs/examples", *arguments])
