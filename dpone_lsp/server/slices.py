"""Long work in short slices, so that no other request waits for it.

A handler that may take long is a generator: it yields `PAUSE` when it has been at work for a while and goes on when the others have had
their turn. One that is done before that answers at once; a coroutine would begin only after whatever is due already.
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


PAUSE: Final[Pause] = (_others, (), None)


def paused(steps: Generator[None, None, _Result]) -> Generator[Pause, Any, _Result]:
    """What the steps return in the end, for a handler."""
    began = time.perf_counter()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        if time.perf_counter() - began > _SLICE:
            yield PAUSE
            began = time.perf_counter()


async def in_slices(steps: Generator[None, None, _Result]) -> _Result:
    """What the steps return in the end, for a coroutine."""
    slices = paused(steps)
    while True:
        try:
            next(slices)
        except StopIteration as end:
            return end.value
        await asyncio.sleep(0)
