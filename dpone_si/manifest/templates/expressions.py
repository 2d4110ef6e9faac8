"""The small part of Jinja's expression language that manifests use daily, evaluated without Jinja.

Names, attributes of mappings, text literals and the filters `default`, `dpone_snake`, `dpone_ident`, `lower`, `upper`
and `trim`. Importing Jinja costs more than analysing a file; whatever this does not understand returns None from
`compile_expression`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from dpone_si.manifest.templates.filters import identifier, snake

#: Looks a name up; raises KeyError when it is not defined.
Lookup = Callable[[str], object]

_TOKEN = re.compile(
    r"\s*(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<text>'[^'\\\n]*'|\"[^\"\\\n]*\")|(?P<int>\d+(?![\w.]))|(?P<op>[.|()]))"
)
_WORDS: Final = frozenset(
    ("not", "and", "or", "in", "is", "if", "else", "range", "dict", "lipsum", "cycler", "joiner", "namespace", "self")
)
_CONSTANTS: Final[dict[str, object]] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "none": None,
    "None": None,
}
_DICT_ATTRIBUTES: Final = frozenset(dir(dict))
_FILTERS: Final[dict[str, Callable[[object], object]]] = {
    "dpone_snake": snake,
    "dpone_ident": identifier,
    "lower": lambda value: str(value).lower(),
    "upper": lambda value: str(value).upper(),
    "trim": lambda value: str(value).strip(),
}


class Undefined:
    """What a name gives that no layer defines; `name` is how it was written."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class UndefinedUse(Exception):
    """An undefined value was filtered, asked for an attribute, or put into text."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotSimple(Exception):
    """At run time the expression turned out to need Jinja after all."""


Evaluate = Callable[[Lookup], object]


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Evaluate | None:
    """A function from a lookup to the value (or `Undefined`); None when the expression is beyond this subset."""
    tokens: list[tuple[str, str]] = []
    at = 0
    stripped = source.rstrip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None or len(tokens) > 200:
            return None
        tokens.append((match.lastgroup or "", match.group().strip()))
        at = match.end()
    try:
        evaluate, end = _piped(tokens, 0)
    except (IndexError, NotSimple, RecursionError, ValueError):
        return None
    return evaluate if end == len(tokens) else None


def _piped(tokens: list[tuple[str, str]], at: int) -> tuple[Evaluate, int]:
    evaluate, at = _primary(tokens, at)
    while at < len(tokens) and tokens[at][1] == "|":
        kind, name = tokens[at + 1]
        if kind != "name":
            raise NotSimple
        at += 2
        if name in ("default", "d"):
            if at >= len(tokens) or tokens[at][1] != "(":
                raise NotSimple
            fallback, at = _piped(tokens, at + 1)
            if tokens[at][1] != ")":
                raise NotSimple
            at += 1
            evaluate = _default(evaluate, fallback)
        elif name in _FILTERS:
            if at < len(tokens) and tokens[at][1] == "(":
                raise NotSimple
            evaluate = _filter(evaluate, _FILTERS[name])
        else:
            raise NotSimple
    return evaluate, at


def _primary(tokens: list[tuple[str, str]], at: int) -> tuple[Evaluate, int]:
    kind, text = tokens[at]
    at += 1
    if kind == "text":
        literal = text[1:-1]
        return (lambda _lookup: literal), at
    if kind == "int":
        number = int(text)
        return (lambda _lookup: number), at
    if kind != "name" or text in _WORDS:
        raise NotSimple
    if text in _CONSTANTS:
        constant = _CONSTANTS[text]
        return (lambda _lookup: constant), at
    evaluate = _name(text)
    written = text
    while at < len(tokens) and tokens[at][1] == ".":
        kind, attribute = tokens[at + 1]
        if kind != "name" or attribute in _DICT_ATTRIBUTES:
            raise NotSimple
        written = f"{written}.{attribute}"
        evaluate = _attribute(evaluate, attribute, written)
        at += 2
    if at < len(tokens) and tokens[at][1] == "(":
        raise NotSimple
    return evaluate, at


def _name(name: str) -> Evaluate:
    def evaluate(lookup: Lookup) -> object:
        try:
            return lookup(name)
        except KeyError:
            return Undefined(name)

    return evaluate


def _attribute(inner: Evaluate, attribute: str, written: str) -> Evaluate:
    def evaluate(lookup: Lookup) -> object:
        value = inner(lookup)
        if isinstance(value, Undefined):
            raise UndefinedUse(value.name)
        if not isinstance(value, Mapping):
            raise NotSimple
        found: Mapping[Any, object] = value  # pyright: ignore[reportUnknownVariableType]
        return found[attribute] if attribute in found else Undefined(written)

    return evaluate


def _default(inner: Evaluate, fallback: Evaluate) -> Evaluate:
    def evaluate(lookup: Lookup) -> object:
        value = inner(lookup)
        return fallback(lookup) if isinstance(value, Undefined) else value

    return evaluate


def _filter(inner: Evaluate, function: Callable[[object], object]) -> Evaluate:
    def evaluate(lookup: Lookup) -> object:
        value = inner(lookup)
        if isinstance(value, Undefined):
            raise UndefinedUse(value.name)
        return function(value)

    return evaluate
