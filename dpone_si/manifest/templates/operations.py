"""What an interpreter of templates does with values: plain data is operated on, and every operation is paid for from
a budget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from dpone_si.manifest.templates.budget import PLAIN, Budget, CannotTell, unknown
from dpone_si.manifest.templates.expressions import Undefined, UndefinedUse
from dpone_si.manifest.templates.streams import SafeText, Stream, iterate

#: What Python's operators raise on data that does not fit; dpone fails on it just so.
_FAILURES: Final = (TypeError, ValueError, LookupError, ArithmeticError, AssertionError)


class Failure(Exception):
    """The template fails, in dpone as well; the message says why."""


class Loop:
    """The name `loop` inside a loop."""

    __slots__ = ("values",)

    def __init__(self, number: int, length: int) -> None:
        self.values: dict[str, Any] = {
            "index": number + 1, "index0": number, "first": number == 0, "last": number == length - 1, "length": length,
            "revindex": length - number, "revindex0": length - number - 1,
        }  # fmt: skip


class Operations:
    """Python's operators on plain data, as far as a budget goes. What Python refuses is a `Failure`; what is no
    plain data `CannotTell`.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def _kept(self, found: Any) -> Any:
        found = self._budget.plain(found)
        return found if type(found) in PLAIN else unknown(found)

    def _weighed(self, value: Any) -> Any:
        found = self._budget.plain(self._defined(value))
        self._budget.weigh(found)
        if type(found) in (str, list, tuple):
            self._budget.spend(len(found))
        return found

    def _call_function(
        self, function: Callable[..., Any], value: Any, positional: list[Any], named: dict[str, Any]
    ) -> Any:
        try:
            made = function(self._budget, value, *positional, **named)
        except _FAILURES as error:
            raise Failure(str(error) or type(error).__name__) from None
        return made if isinstance(made, (Stream, SafeText)) else self._budget.made(made)

    def _native(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """One of Python's operators on plain data."""
        try:
            made = function(*arguments)
        except _FAILURES as error:
            raise Failure(str(error) or type(error).__name__) from None
        return self._budget.made(made)

    def _iterate(self, value: Any) -> list[Any]:
        try:
            return iterate(self._budget, value)
        except TypeError as error:
            raise Failure(str(error)) from None

    def _text(self, value: Any) -> str:
        if _is_nothing(value):
            return ""
        value = self._defined(value)
        if isinstance(value, SafeText):
            return value
        try:
            return self._budget.text(value)
        except ValueError as error:  # more digits than Python prints
            raise Failure(str(error)) from None

    def _truth(self, value: Any) -> bool:
        if _is_nothing(value):
            return False
        value = self._defined(value)
        if isinstance(value, (Stream, Loop)):
            raise CannotTell("whether a generator holds anything")
        if isinstance(value, Mapping):
            return len(value) > 0
        return bool(value) if type(value) in PLAIN or isinstance(value, SafeText) else unknown(value)

    @staticmethod
    def _defined(value: Any) -> Any:
        if isinstance(value, Undefined):
            if value.name:
                raise UndefinedUse(value.name)
            raise CannotTell("an inline `if` without `else` gives nothing")
        return value


def _is_nothing(value: Any) -> bool:
    """What an inline `if` without `else` gives when it does not hold: undefined, but put out as nothing."""
    return isinstance(value, Undefined) and not value.name
