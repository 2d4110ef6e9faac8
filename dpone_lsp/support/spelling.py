"""Did you mean: the known word that is nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` most likely stands for, or None when none is close.

    Case, dashes, blanks and underscores do not count. Swapped neighbours count as one edit; short words allow one edit,
    longer ones two, from nine letters on three. When two choices are equally near, a shared beginning decides, then the
    order of `choices`.
    """
    wanted = _plain(word)
    if not wanted:
        return None
    limit = _limit(len(wanted))
    best: tuple[int, int, int] | None = None
    found: str | None = None
    for position, choice in enumerate(choices):
        candidate = _plain(choice)
        if abs(len(candidate) - len(wanted)) > limit or not candidate:
            continue
        cost = distance(wanted, candidate, limit)
        if cost is None or cost >= len(wanted) or cost > _limit(len(candidate)):
            continue
        rank = (cost, -_shared_start(wanted, candidate), position)
        if best is None or rank < best:
            best, found = rank, choice
    return found


def is_slip(word: str, choice: str) -> bool:
    """Whether a word is at most two edits away from a choice, as `nearest` counts them: nobody means anything else
    by it.
    """
    return distance(_plain(word), _plain(choice), 2) is not None


@lru_cache(maxsize=8192)
def distance(one: str, other: str, limit: int) -> int | None:
    """Edits (insert, delete, replace, swap of neighbours) between two words; None when more than `limit`."""
    if abs(len(one) - len(other)) > limit:
        return None
    before: list[int] = []
    current = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        before, previous, current = current, before, [row]
        for column, right in enumerate(other, 1):
            cost = min(before[column] + 1, current[column - 1] + 1, before[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, previous[column - 2] + 1)
            current.append(cost)
        if min(current) > limit and min(before) > limit:
            return None
    return current[-1] if current[-1] <= limit else None


def _limit(length: int) -> int:
    return 1 if length <= 4 else 2 if length <= 8 else 3


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "").replace(" ", "").replace("_", "")


def _shared_start(one: str, other: str) -> int:
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared
