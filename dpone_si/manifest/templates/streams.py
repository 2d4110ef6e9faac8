"""What filters and loops run through: the items of a value, and streams, which give their items only once; and text
that is marked as safe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dpone_si.manifest.templates.budget import PLAIN, Budget, CannotTell, unknown

#: A function of a budget, the value and the written arguments. Its parameters are named as Jinja's, which templates may
#: use.
Function = Callable[..., Any]


class Stream:
    """What a lazy filter or a mapping's view gives: something to run through, not to look at."""

    __slots__ = ("_items", "_used", "sized")

    def __init__(self, items: list[Any], *, sized: bool = False) -> None:
        self._items = items
        self._used = False
        #: A view can be run through again and has a length.
        self.sized = sized

    def items(self) -> list[Any]:
        """Everything in it; a generator is empty the second time, which nobody means."""
        if self._used and not self.sized:
            raise CannotTell("a generator is used twice")
        self._used = True
        return self._items


class SafeText(str):
    """Text that Jinja has marked as safe: joined with other text it escapes it, so it may only be put out."""

    __slots__ = ()


def iterate(budget: Budget, value: Any) -> list[Any]:
    """The items of a value as `for` sees them."""
    if isinstance(value, Stream):
        found = value.items()
    else:
        value = budget.plain(value)
        if type(value) not in PLAIN:
            unknown(value)
        if type(value) is range:
            span = (value.stop - value.start) // value.step if value else 0
            budget.spend(abs(span) + 1)
        elif type(value) in (str, list, tuple, dict):
            budget.spend(len(value))
        found = list(value)
    budget.spend(len(found))
    return found


def by_path(budget: Budget, item: Any, attribute: Any) -> Any:
    """The value behind `a.b.0` in plain data, which is what the `attribute` argument of filters means."""
    parts = attribute.split(".") if isinstance(attribute, str) else [attribute]
    for part in parts:
        budget.spend(1)
        key = int(part) if isinstance(part, str) and part.isdigit() else part
        if not isinstance(item, (Mapping, list, tuple)):
            raise CannotTell("an attribute of something else than a mapping or list")
        try:
            item = item[key]  # pyright: ignore[reportCallIssue, reportArgumentType] - whatever is wrong with it, it cannot be told
        except (LookupError, TypeError):
            raise CannotTell(f"`{part}` is not there") from None
    return item
