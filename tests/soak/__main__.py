"""`python -m tests.soak`: an hour of editing over 200 manifests (`--minutes`, `--manifests`); says whether the server grew or slowed down."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.session import soak

#: What a healthy server may show: rounds differ, the garbage collector comes and goes.
MAX_LARGER, MAX_SLOWER = 1.15, 1.3


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--manifests", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    end = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(soak(Path(folder), lambda _: time.monotonic() < end, options.seed, options.manifests))
    print(report)
    for fault in sorted(set(report.faults)):
        print(f"  {fault}")
    return 1 if report.faults or report.larger > MAX_LARGER or report.slower > MAX_SLOWER else 0


if __name__ == "__main__":
    sys.exit(main())
