"""``sink.strategy.window``: a rolling window that is replaced at every run."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key

DURATION = r"^P(?!$)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,6})?S)?)?$"
"""Fixed ISO-8601 duration: days, hours, minutes, seconds; no weeks, months or years."""


@block(closed=True)
class Window(Shape):
    """The rolling window of rows that each run replaces."""

    column: str = key(
        "Time column that decides whether a row lies in the window.",
        required="tool",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
    )
    anchor: Literal["data_interval_end"] = key(
        "The end of the window: always the end of the run's data interval.", required="tool"
    )
    lookback: str = key(
        "Length of the window as a fixed ISO-8601 duration such as P3D or PT12H.", required="tool", pattern=DURATION
    )
    chunk_interval: str = key(
        "Length of the pieces in which the window is loaded, as an ISO-8601 duration.", default="P1D", pattern=DURATION
    )
    timezone: Literal["UTC"] = key("Time zone of the window's edges: UTC.", default="UTC")
