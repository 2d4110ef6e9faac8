"""Filters of lists and mappings, and the methods of mappings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dpone_si.manifest.templates.budget import PLAIN, Budget, CannotTell, unknown
from dpone_si.manifest.templates.streams import Function, Stream, by_path, iterate


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _key(budget: Budget, attribute: Any, case_sensitive: bool) -> Callable[[Any], Any]:
    if isinstance(attribute, str) and "," in attribute:
        raise CannotTell("several attributes")

    def key(item: Any) -> Any:
        found = item if attribute is None else by_path(budget, item, attribute)
        budget.weigh(found)
        return found if case_sensitive else _folded(found)

    return key


def _sort(
    budget: Budget, value: Any, reverse: bool = False, case_sensitive: bool = False, attribute: Any = None
) -> list[Any]:
    items = iterate(budget, value)
    key = _key(budget, attribute, case_sensitive)
    for _ in range(len(items).bit_length()):
        budget.weigh(items)
    return sorted(items, key=key, reverse=reverse)


def _unique(budget: Budget, value: Any, case_sensitive: bool = False, attribute: Any = None) -> Stream:
    key = _key(budget, attribute, case_sensitive)
    seen: dict[Any, Any] = {}
    for item in iterate(budget, value):
        seen.setdefault(key(item), item)
    return Stream(list(seen.values()))


def _extreme(choose: Callable[..., Any]) -> Function:
    def run(budget: Budget, value: Any, case_sensitive: bool = False, attribute: Any = None) -> Any:
        items = iterate(budget, value)
        if not items:
            raise CannotTell("nothing to choose from")
        return choose(items, key=_key(budget, attribute, case_sensitive))

    return run


def _sum(budget: Budget, iterable: Any, attribute: Any = None, start: Any = 0) -> Any:
    items = iterate(budget, iterable)
    numbers = [item if attribute is None else by_path(budget, item, attribute) for item in items]
    if any(type(number) not in (int, float, bool) for number in (*numbers, start)):
        raise CannotTell("only numbers are added up here")
    budget.weigh(numbers)
    return sum(numbers, start)


def _first(budget: Budget, seq: Any) -> Any:
    items = iterate(budget, seq)
    if not items:
        raise CannotTell("nothing to take")
    return items[0]


def _last(budget: Budget, seq: Any) -> Any:
    items = iterate(budget, seq)
    if not items or isinstance(seq, Stream):
        raise CannotTell("nothing to take")
    return items[-1]


def _length(budget: Budget, value: Any) -> int:
    if isinstance(value, Stream):
        if not value.sized:
            raise CannotTell("the length of a generator")
        return len(value.items())
    value = budget.plain(value)
    if type(value) not in PLAIN:
        unknown(value)
    return len(value)


def _reverse(budget: Budget, value: Any) -> Any:
    if isinstance(value, str):
        return value[::-1]
    return Stream(iterate(budget, value)[::-1])


def _batch(budget: Budget, value: Any, linecount: Any, fill_with: Any = None) -> Stream:
    items = iterate(budget, value)
    if type(linecount) is not int or linecount < 1:
        raise CannotTell("rows of no length")
    rows = [items[start : start + linecount] for start in range(0, len(items), linecount)]
    if rows and fill_with is not None and len(rows[-1]) < linecount:
        budget.spend(linecount)
        rows[-1] += [fill_with] * (linecount - len(rows[-1]))
    return Stream(rows)


def _dictsort(
    budget: Budget, value: Any, case_sensitive: bool = False, by: Any = "key", reverse: bool = False
) -> list[Any]:
    value = budget.plain(value)
    if type(value) is not dict:
        raise TypeError("`dictsort` needs a mapping")
    position = ("key", "value").index(by)
    budget.weigh(value)
    pairs = list(value.items())
    return sorted(
        pairs, key=lambda pair: pair[position] if case_sensitive else _folded(pair[position]), reverse=reverse
    )


def _items(budget: Budget, value: Any) -> Stream:
    value = budget.plain(value)
    if type(value) is not dict:
        raise TypeError("`items` needs a mapping")
    budget.spend(len(value))
    return Stream(list(value.items()))


def _get(budget: Budget, block: Mapping[Any, Any], key: Any, default: Any = None) -> Any:
    budget.weigh(key)
    return block.get(key, default)


def _view(part: Callable[[dict[Any, Any]], Iterable[Any]]) -> Function:
    def run(budget: Budget, block: Any) -> Stream:
        plain = budget.plain(block)
        budget.spend(len(plain))
        return Stream(list(part(plain)), sized=True)

    return run


FILTERS: Final[Mapping[str, Function]] = {
    "list": iterate, "first": _first, "last": _last, "length": _length, "count": _length, "reverse": _reverse,
    "sort": _sort,
    "unique": _unique, "min": _extreme(min), "max": _extreme(max), "sum": _sum, "batch": _batch,
    "dictsort": _dictsort, "items": _items,
}  # fmt: skip

#: Of `dict`.
METHODS: Final[Mapping[str, Function]] = {
    "get": _get,
    "keys": _view(dict.keys),
    "values": _view(dict.values),
    "items": _view(dict.items),
}
