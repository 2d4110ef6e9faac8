"""A bound on work that holds on any machine and under any load: processor time, counted in analyses of one known manifest.

A wall clock says how busy the machine is. Processor time does not, and the unit is measured in the same process, so a machine that is ten
times slower has a unit ten times larger. This finds what does not come to an end; it measures nothing.
"""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document
from tests.fuzz.texts import samples


class Hang(AssertionError):
    """Something did not come to an end."""


def bound(text: str) -> int:
    """Units that everything we do with one text may cost: a constant, and a share that grows with its length and no faster."""
    return 300 + len(text) // 100


@cache
def unit() -> float:
    """Processor seconds of reading and analysing the largest sample once: the fastest of five."""
    text = max(samples().values(), key=len)

    def once() -> None:
        analyze(Document("/nowhere/sample.batch.yaml", text), Workspace([], registries=()), Settings(select=("all",)))

    once()
    return min(_seconds(once) for _ in range(5))


def _seconds(action: Callable[[], None]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


@contextmanager
def within(units: int, what: str = "") -> Iterator[None]:
    """Stop what costs more than so many units."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hang(f"more work than {units} analyses of a sample: {what}")

    limit = units * unit()
    before = signal.signal(signal.SIGPROF, stop)
    # Looking for garbage takes the longer the more tests have run before in this process, which is no work of ours.
    collects = gc.isenabled()
    gc.disable()
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if collects:
            gc.enable()
