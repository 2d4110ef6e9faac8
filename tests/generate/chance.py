"""Repeatable choices: the same seed gives the same manifest on every machine and every Python."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Chance:
    """A stream of choices drawn from one seed."""

    def __init__(self, seed: int | str) -> None:
        self._random = random.Random(str(seed))

    def maybe(self, probability: float) -> bool:
        """True with this probability."""
        return self._random.random() < probability

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def one(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[self.number(0, len(options) - 1)]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight."""
        mark = self._random.random() * sum(weights.values())
        for option, weight in weights.items():
            mark -= weight
            if mark < 0:
                return option
        return list(weights)[-1]

    def some(self, options: Sequence[T], low: int = 0, high: int | None = None) -> list[T]:
        """Between `low` and `high` different options, in their order."""
        count = self.number(low, min(len(options), len(options) if high is None else high))
        kept = sorted(self.shuffled(range(len(options)))[:count])
        return [options[index] for index in kept]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.number(0, last)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def optional(self, probabilities: Mapping[str, tuple[float, Any]]) -> dict[str, Any]:
        """The values whose probability came true: `{"key": (0.3, value)}`."""
        return {key: value for key, (probability, value) in probabilities.items() if self.maybe(probability)}
