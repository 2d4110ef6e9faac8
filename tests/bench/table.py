"""A row of the table of figures, and the table itself."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from typing import NamedTuple

from tests.bench.measure import cores


class Row(NamedTuple):
    """One figure. `target` is what is aimed at; empty when the figure is for comparison only."""

    what: str
    figure: str
    target: str = ""


def markdown(sections: Iterable[tuple[str, list[Row]]]) -> str:
    """The page with all figures and the machine they were taken on."""
    lines = [
        "# Performance",
        "",
        "Written by `python -m tests.bench --write docs/performance.md`. Ratios compare runs taken in turns on one machine, so they",
        "carry over to others; times do not. A busy machine stretches times, and ratios a little. Two revisions are compared by",
        "`python -m tests.bench --against REV`: CPU time in turns, at least 15 pairs, beside a second copy of REV that shows the noise.",
        "",
        f"Machine: {cores()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}.",
    ]
    for title, rows in sections:
        lines.extend(("", f"## {title}", "", "| what | figure | target |", "|---|---|---|"))
        lines.extend(f"| {row.what} | {row.figure} | {row.target} |" for row in rows)
    return "\n".join(lines) + "\n"
