"""The tests of Jinja (`x is odd`) that are followed, and what each does."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

#: Tests that ask what a value is; an undefined one is none of it.
KINDS: Final = frozenset(
    ("none", "boolean", "true", "false", "integer", "float", "number", "string", "mapping", "sequence")
)
#: Test -> how many arguments it takes, and what it does.
TESTS: Final[Mapping[str, tuple[int, Callable[..., Any]]]] = {
    "odd": (0, lambda value: value % 2 == 1), "even": (0, lambda value: value % 2 == 0),
    "divisibleby": (1, lambda value, by: value % by == 0), "none": (0, lambda value: value is None),
    "boolean": (0, lambda value: type(value) is bool), "true": (0, lambda value: value is True), "false": (0,
    lambda value: value is False),
    "integer": (0, lambda value: type(value) is int), "float": (0, lambda value: type(value) is float),
    "number": (0, lambda value: isinstance(value, (int, float))), "string": (0, lambda value: type(value) is str),
    "mapping": (0, lambda value: type(value) is dict), "sequence": (0, lambda value: type(value) in (str, list, tuple,
    dict, range)),
    "iterable": (0, lambda value: type(value) in (str, list, tuple, dict, range)),
    "lower": (0, lambda value: str(value).islower()), "upper": (0, lambda value: str(value).isupper()),
    "in": (1, lambda value, many: value in many),
    **dict.fromkeys(("==", "eq", "equalto"), (1, operator.eq)), **dict.fromkeys(("!=", "ne"), (1, operator.ne)),
    **dict.fromkeys((">", "gt", "greaterthan"), (1, operator.gt)), **dict.fromkeys((">=", "ge"), (1, operator.ge)),
    **dict.fromkeys(("<", "lt", "lessthan"), (1, operator.lt)), **dict.fromkeys(("<=", "le"), (1, operator.le)),
}  # fmt: skip
