"""What a template is, before anything renders it: its tags, the names it reads, the scope it is given, what comes of
it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from dpone_si.records import record

#: Longest text a template may give, in characters.
MAX_OUTPUT: Final = 100_000
#: Longest template that is rendered.
MAX_TEMPLATE: Final = 50_000

_NAMES = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_TAG_START = re.compile(r"\{[{%]")
_TAG_END = re.compile(r"[%}]\}")
_PLAIN_TAG = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:\|\s*(?:dpone_snake|dpone_ident|lower|upper|trim)\s*)*")
#: Names that Jinja itself gives a meaning.
GLOBALS: Final = frozenset(("range", "dict", "lipsum", "cycler", "joiner", "namespace"))
_CONSTANTS: Final = frozenset(
    ("true", "false", "none", "True", "False", "None", "not", "and", "or", "in", "is", "if", "else")
)
#: A template whose outcome depends on one of these cannot be told from the text.
OUTSIDE: Final = frozenset(("env_code", "manifest_path", "manifest_dir"))
RESERVED: Final = frozenset(
    ("env_code", "manifest_path", "manifest_dir", "manifest_name", "manifest_stem", "src_schema", "src_table")
)


class TemplateFault(Exception):
    """A template that dpone cannot render. `code`: syntax, undefined, filter, runtime, key; nothing = it can be, to
    nothing.
    """

    def __init__(self, code: str, message: str, name: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        #: The undefined name or unknown filter.
        self.name = name


@record(frozen=True)
class Rendered:
    """What a template gives. `undefined` names the variable that silently became nothing."""

    value: object
    undefined: str | None = None


def is_template(text: str) -> bool:
    return "{" in text and ("{{" in text or "{%" in text or "{#" in text)


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """Identifiers that occur inside the template's tags: a superset of the variables it reads."""
    found: set[str] = set()
    for start, end in tags(text):
        found.update(_NAMES.findall(_QUOTED.sub("", text[start:end])))
    return frozenset(found - _CONSTANTS)


def tags(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where the inside of each tag begins and ends. Runs once over the text, however many brackets stay open."""
    stop = len(text) if end is None else end
    while True:
        opened = _TAG_START.search(text, start, stop)
        closed = None if opened is None else _TAG_END.search(text, opened.end(), stop)
        if opened is None or closed is None:
            return
        yield opened.end(), closed.start()
        start = closed.end()


@lru_cache(maxsize=4096)
def plain_names(text: str) -> frozenset[str] | None:
    """The variables of a template that cannot fail as long as these are defined; None when it does more than put
    them into text.
    """
    if len(text) > MAX_TEMPLATE or "{%" in text or "{#" in text:
        return None
    found: set[str] = set()
    at = 0
    while (start := text.find("{{", at)) >= 0:
        end = text.find("}}", start)
        match = None if end < 0 else _PLAIN_TAG.fullmatch(text, start + 2, end)
        if match is None:
            return None
        found.add(match.group(1))
        at = end + 2
    return None if not found.isdisjoint(_CONSTANTS) or not found.isdisjoint(GLOBALS) else frozenset(found)


def whole_expression(text: str) -> str | None:
    """The expression when the value is exactly one `{{ ... }}`, else None."""
    stripped = text.strip()
    if stripped.startswith("{{") and stripped.endswith("}}") and stripped.count("{{") == 1:
        return stripped[2:-2].strip()
    return None


class Scope:
    """The names a template may use. `lookup` answers for one name (KeyError when undefined); `everything` lists all."""

    __slots__ = ("everything", "lookup")

    def __init__(self, lookup: Callable[[str], object], everything: Callable[[], Mapping[str, object]]) -> None:
        self.lookup = lookup
        self.everything = everything

    @staticmethod
    def of(names: Mapping[str, object]) -> Scope:
        return Scope(names.__getitem__, lambda: names)
