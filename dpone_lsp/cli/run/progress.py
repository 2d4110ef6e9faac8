"""A progress bar on stderr for long runs in a terminal; nothing anywhere else."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

#: Shorter runs show nothing, in seconds.
PATIENCE: Final = 0.4
_EVERY: Final = 0.1
_WIDTH: Final = 24


class Bar:
    """Call it with (done, total); `close` wipes it away."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._next = self._started + PATIENCE
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next or not total:
            return
        self._next = now + _EVERY
        self._shown = True
        full = _WIDTH * done // total
        left = ""
        if done:
            seconds = (now - self._started) * (total - done) / done
            left = f", {seconds:.0f} s left" if seconds >= 1 else ""
        sys.stderr.write(f"\r\x1b[K[{'#' * full}{'.' * (_WIDTH - full)}] {done:,} of {total:,} files{left}")
        sys.stderr.flush()

    def close(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False


def watched(items: Sequence[T]) -> Iterator[T]:
    """The items, with a bar that says how many have been taken."""
    bar = progress_bar()
    try:
        for number, item in enumerate(items):
            if bar is not None:
                bar(number, len(items))
            yield item
    finally:
        if bar is not None:
            bar.close()


def progress_bar() -> Bar | None:
    """A bar when somebody can see it."""
    return Bar() if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else None
