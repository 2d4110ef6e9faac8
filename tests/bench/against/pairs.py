"""What samples that were taken in turns say: a ratio, its spread, and whether that is more than one revision differs from itself."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """What a figure says of this checkout."""

    NONE = "no difference"
    SMALL = "slower, within the limit"
    SLOWER = "SLOWER"
    FASTER = "faster"


class Interval(NamedTuple):
    """Where the median of something lies, with a probability of 95 %."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        return isinstance(value, float) and self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low:.3f} to {self.high:.3f}"


class Compared(NamedTuple):
    """One figure of two revisions; times, memory: more is worse."""

    before: float
    after: float
    ratio: float
    spread: Interval
    #: The spread of the same ratio between two layouts of the earlier revision.
    noise: Interval

    def verdict(self, limit: float) -> Verdict:
        """`limit` is a share: 0.03 for three percent."""
        band = Interval(min(self.noise.low, 1.0), max(self.noise.high, 1.0))
        if self.ratio in band:
            return Verdict.NONE
        if self.ratio < 1:
            return Verdict.FASTER
        return Verdict.SLOWER if self.ratio > 1 + limit else Verdict.SMALL


def compared(before: Sequence[float], after: Sequence[float], again: Sequence[float]) -> Compared:
    """The samples of each round: the earlier revision, this checkout, and the earlier one once more."""
    ratios = [new / old for old, new in zip(before, after, strict=True)]
    itself = [second / first for first, second in zip(before, again, strict=True)]
    return Compared(
        statistics.median(before),
        statistics.median(after),
        statistics.median(ratios),
        interval(ratios),
        interval(itself),
    )


def interval(values: Sequence[float]) -> Interval:
    """The interval of the median by ranks, which asks nothing about how the values are distributed.

    It is the one of the sign test: from the fourth to the twelfth of fifteen values; of fewer than nine it leaves none out.
    """
    ordered = sorted(values)
    # At the end: so many ranks that fewer values than them lie below the median with a probability of at most 2.5 %.
    rank, fewer = 0, 0.5 ** len(ordered)
    while fewer <= 0.025:
        rank += 1
        fewer += math.comb(len(ordered), rank) * 0.5 ** len(ordered)
    at = max(rank - 1, 0)
    return Interval(ordered[at], ordered[-1 - at])
