"""Numbers and lists of names in sentences."""

from __future__ import annotations

from collections.abc import Sequence


def count_of(number: int, one: str, many: str = "") -> str:
    """`1 file`, `2 files`; `many` where an s does not make the plural."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def some(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    left = len(names) - most
    return ", ".join(names[:most]) + (f" and {left} more" if left > 0 else "")


def first(names: Sequence[str], most: int) -> str:
    """The first names, and three dots where there are more."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")
