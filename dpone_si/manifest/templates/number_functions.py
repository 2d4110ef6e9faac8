"""Filters of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dpone_si.manifest.templates.budget import Budget, CannotTell
from dpone_si.manifest.templates.streams import Function

#: To more places than this nothing is rounded.
_PLACES: Final = 300


def _round(budget: Budget, value: Any, precision: Any = 0, method: Any = "common") -> Any:
    if type(precision) is not int or abs(precision) > _PLACES:
        raise CannotTell("so many places are not rounded to")
    if method != "common":
        raise CannotTell("only ordinary rounding is done here")
    budget.weigh(value)
    return round(value, precision)


def _int(budget: Budget, value: Any, default: Any = 0, base: Any = 10) -> Any:
    budget.weigh(value)
    try:
        return int(value, base) if isinstance(value, str) else int(value)
    except (TypeError, ValueError):
        try:
            return int(float(value))
        except (TypeError, ValueError, OverflowError):
            return default


def _float(budget: Budget, value: Any, default: Any = 0.0) -> Any:
    budget.weigh(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def _abs(budget: Budget, value: Any) -> Any:
    budget.weigh(value)
    return abs(value)


FILTERS: Final[Mapping[str, Function]] = {"round": _round, "int": _int, "float": _float, "abs": _abs}
