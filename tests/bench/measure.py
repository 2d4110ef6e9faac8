"""How time is taken: whole processes in turns, medians of pairs; or CPU time of a function, the least of several."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
BARE = (sys.executable, "-c", "pass")


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def lint(*arguments: str) -> list[str]:
    """The command line as a user has it: the installed script, or the module where there is none."""
    script = Path(sys.executable).with_name("dpone-lint")
    return [str(script), *arguments] if script.exists() else [sys.executable, "-m", "dpone_lsp.cli", *arguments]


def tool(name: str) -> str | None:
    """Path of another tool: beside this interpreter or on the PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def seconds(command: Sequence[str]) -> float:
    """Wall time of one whole process."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    spent = time.perf_counter() - start
    if b"Traceback" in done.stderr:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-400:]!r}")
    return spent


def paired(first: Sequence[str], second: Sequence[str], rounds: int) -> tuple[float, float, float]:
    """Median seconds of both commands, run in turns, and the median of the ratios second to first of each turn."""
    pairs = [(seconds(first), seconds(second)) for _ in range(rounds)]
    ratio = statistics.median(high / low for low, high in pairs)
    return statistics.median(low for low, _ in pairs), statistics.median(high for _, high in pairs), ratio


def cpu(work: Callable[[], object], rounds: int = 5) -> float:
    """The least CPU seconds that `work` took."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best
