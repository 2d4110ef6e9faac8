"""Half an hour of inputs that atheris chooses by the code they reach."""

from __future__ import annotations

import importlib.util
import sys

from tests.fuzz.__main__ import main as fuzz


def main(arguments: list[str]) -> int:
    """Arguments are those of `python -m tests.fuzz`."""
    if importlib.util.find_spec("atheris") is None:
        print("SKIPPED, LOUDLY: atheris is not built for this Python", file=sys.stderr)
        return 0
    return fuzz(["--guided", "--minutes", "30", *arguments])
