"""Long work in short slices, so that no other request waits for it.

A handler that may take long is a generator: it yields `PAUSE` when it has been at work for a while and goes on when the
others have had their turn. One that is done before that answers at once; a coroutine would begin only after whatever is
due already.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from typing import Any, Final, TypeVar

_Result = TypeVar("_Result")
#: The loop is given back at least this often (seconds), as far as the steps are that short.
_SLICE: Final = 0.01

#: What a handler yields: the next to be run, here nobody in particular (pygls runs it and comes back).
Pause = tuple[Any, tuple[()], None]


async def _others() -> None:
    await asyncio.sleep(0)


async def _a_moment() -> None:
    await asyncio.sleep(0.005)


PAUSE: Final[Pause] = (_others, (), None)
#: For what another thread is at work on.
WAIT: Final[Pause] = (_a_moment, (), None)
#: An analysis gives the others their turn after so many seconds: seldom, since most are done by then and had better be
#: answered.
PATIENCE: Final = 0.03


def paused(steps: Generator[None, None, _Result], seconds: float = _SLICE) -> Generator[Pause, Any, _Result]:
    """What the steps return in the end, for a handler; it pauses after so many seconds of work."""
    began = time.perf_counter()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        if time.perf_counter() - began > seconds:
            yield PAUSE
            began = time.perf_counter()


async def in_slices(steps: Generator[None, None, _Result], seconds: float = _SLICE) -> _Result:
    """What the steps return in the end, for a coroutine."""
    slices = paused(steps, seconds)
    while True:
        try:
            next(slices)
        except StopIteration as end:
            return end.value
        await asyncio.sleep(0)
