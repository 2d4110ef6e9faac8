"""Long work in short slices, so that no other request waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from typing import Final, TypeVar

_Result = TypeVar("_Result")
#: The loop is given back at least this often (seconds), as far as the steps are that short.
_SLICE: Final = 0.01


async def in_slices(steps: Generator[None, None, _Result]) -> _Result:
    """What the steps return in the end."""
    began = time.perf_counter()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        if time.perf_counter() - began > _SLICE:
            await asyncio.sleep(0)
            began = time.perf_counter()
