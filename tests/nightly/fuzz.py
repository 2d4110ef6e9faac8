"""An hour of manifests damaged by chance: nothing crashes, every place lies in the text, every edit equals a new analysis."""

from __future__ import annotations

from tests.fuzz.__main__ import main as fuzz


def main(arguments: list[str]) -> int:
    """Arguments are those of `python -m tests.fuzz`."""
    return fuzz(["--minutes", "60", *arguments])
