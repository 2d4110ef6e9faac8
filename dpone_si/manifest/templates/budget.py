"""What rendering one template may cost: every step and every value it looks at or makes is paid for, and when nothing
is left it stops.

Values are weighed as if written out in full: a list that holds the same list a thousand times weighs a thousand of it,
because that is what printing, comparing or hashing it costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NoReturn, cast

#: Units for one template: a step is one, a character or an item is one. A daily template needs less than a hundred.
UNITS: Final = 100_000
#: Units once many different templates have used theirs up: a file full of bombs costs little more than its length.
FEW_UNITS: Final = 3_000
#: Integers of more bits than this are not computed with.
MAX_BITS: Final = 8_192
#: Values nested deeper than this are not looked into.
MAX_DEPTH: Final = 50
_BASIC: Final = frozenset((str, int, float, bool, type(None), list, tuple, dict, range))


class _PlainTypes:
    """The basic types, and dates; these are known by name, because where a manifest has none their module need not
    be imported.
    """

    __slots__ = ()

    def __contains__(self, kind: type[Any]) -> bool:
        return kind in _BASIC or (kind.__module__ == "datetime" and kind.__name__ in ("date", "datetime"))


#: Types whose operators and text are those of plain data. Values of any other type are never operated on.
PLAIN: Final = _PlainTypes()


class CannotTell(Exception):
    """What a template gives is not known here: it costs too much, or does something that cannot be bounded. Never a
    fault.
    """


class Budget:
    """The units that are left."""

    __slots__ = ("left",)

    def __init__(self, units: int) -> None:
        self.left = units

    def spend(self, units: int) -> None:
        """Pay; raises `CannotTell` when there is not enough."""
        self.left -= units
        if self.left < 0:
            raise CannotTell("the template costs too much")

    def weigh(self, *values: Any) -> None:
        """Pay for values in full."""
        for value in values:
            self._weigh(value, 0)

    def _weigh(self, value: Any, depth: int) -> None:
        kind = type(value)
        if kind is str:
            self.spend(1 + (len(value) >> 4))
        elif kind is int:
            if value.bit_length() > MAX_BITS:
                raise CannotTell("a number is too large")
            self.spend(1)
        elif kind is list or kind is tuple:
            self._deeper(depth)
            self.spend(len(value) + 1)
            for item in value:
                self._weigh(item, depth + 1)
        elif kind is dict:
            self._deeper(depth)
            self.spend(len(value) + 1)
            for key, item in cast("dict[Any, Any]", value).items():
                self._weigh(key, depth + 1)
                self._weigh(item, depth + 1)
        elif kind in PLAIN:
            self.spend(1)
        else:
            unknown(value)

    @staticmethod
    def _deeper(depth: int) -> None:
        if depth > MAX_DEPTH:
            raise CannotTell("a value is nested too deeply")

    def made(self, value: Any) -> Any:
        """A value an operator gave: plain data of bearable size, else `CannotTell`."""
        if type(value) is int:
            self.weigh(value)
        elif type(value) not in PLAIN:
            unknown(value)
        return value

    def plain(self, value: Any) -> Any:
        """A block of the process as a dict; anything else as it is."""
        return self._copied(value, 0) if isinstance(value, Mapping) and type(value) is not dict else value

    def _copied(self, value: Any, depth: int) -> Any:
        self._deeper(depth)
        self.spend(1)
        if isinstance(value, Mapping):
            block = cast("Mapping[Any, Any]", value)
            return {key: self._copied(item, depth + 1) for key, item in block.items()}
        return value

    def text(self, value: Any) -> str:
        """A plain value as text (`str`)."""
        value = self.plain(value)
        if type(value) is str:
            self.spend(1 + len(value) // 8)
            return value
        self._printed(value, 0)
        return str(value)

    def _printed(self, value: Any, depth: int) -> None:
        kind = type(value)
        if kind is str:
            self.spend(len(value) + 2)
        elif kind is int:
            self.weigh(value)
            self.spend(value.bit_length() >> 2)
        elif kind is list or kind is tuple:
            self._deeper(depth)
            for item in value:
                self.spend(2)
                self._printed(item, depth + 1)
        elif kind is dict:
            self._deeper(depth)
            for key, item in cast("dict[Any, Any]", value).items():
                self.spend(4)
                self._printed(key, depth + 1)
                self._printed(item, depth + 1)
        elif kind in PLAIN:
            self.spend(30)
        else:
            unknown(value)


def unknown(value: Any) -> NoReturn:
    """A value of a type that is not plain data."""
    raise CannotTell(f"a {type(value).__name__} is no plain data")
