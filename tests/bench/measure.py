"""How time is taken: whole processes in turns, medians of pairs; or CPU time of a function, the least of several."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).parents[2]
#: Bytecode may be kept: an installed package has it, and without it each run would compile everything again.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
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


class Spent(NamedTuple):
    """Seconds of one whole process; the CPU's are the ones to trust on a busy machine."""

    wall: float
    cpu: float


def spent(command: Sequence[str], environment: Mapping[str, str] = _ENVIRONMENT) -> Spent:
    """Run one whole process."""
    before, start = _children(), time.perf_counter()
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    wall = time.perf_counter() - start
    if b"Traceback" in done.stderr:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-400:]!r}")
    return Spent(wall, _children() - before)


def _children() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def paired(first: Sequence[str], second: Sequence[str], rounds: int) -> str:
    """How much longer the second command takes: the medians of the ratios of runs in turns, and of the times."""
    spent(second)
    pairs = [(spent(first), spent(second)) for _ in range(rounds)]
    wall = statistics.median(high.wall / low.wall for low, high in pairs)
    times = [statistics.median(one.wall for one in column) * 1000 for column in zip(*pairs, strict=True)]
    told = f"{wall:.1f} times ({times[1]:.0f} ms against {times[0]:.0f} ms)"
    if all(low.cpu for low, _ in pairs):
        told += f"; {statistics.median(high.cpu / low.cpu for low, high in pairs):.1f} times the CPU"
    return told


def cpu(work: Callable[[], object], rounds: int = 5) -> float:
    """The least CPU seconds that `work` took."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best
