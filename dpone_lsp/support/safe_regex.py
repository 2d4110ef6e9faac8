"""Regular expressions that come from a manifest or from settings, run so that none can hang the editor.

Python's `re` cannot be stopped, so it is only asked where its worst case is small: no repetition inside another, few
ways to try on the text at hand. Everything else is run by `regex_automaton`, which counts its steps. An answer that
would take too long is None, "cannot tell"; it is never a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from dpone_lsp.support.regex_automaton import Automaton, TooMuch, combined, parsed, single
from dpone_si.records import record

MAX_TEXT: Final = 1000
MAX_PATTERN: Final = 1000
#: Ways `re` may have to try.
MAX_TRIES: Final = 100_000
#: A repetition with more ways than this counts as unbounded.
_MANY: Final = 8
#: More rounds than this are not left to `re`, which goes through each even where it matches nothing.
_ROUNDS: Final = 1000


@record(frozen=True)
class _Prepared:
    """A pattern that can be answered: by `re` when `plain` is not None and the text short enough, else by the
    automaton.
    """

    plain: re.Pattern[str] | None
    #: Repetitions of any length, and the ways the other parts can be tried in.
    unbounded: int
    choices: int
    automaton: Automaton | None


# The same few patterns meet the same few texts again and again: one for every table, and again with every keystroke and
# proof of a fix.
@lru_cache(maxsize=1024)
def matches(pattern: str, text: str) -> bool | None:
    """Whether `pattern` matches at the start of `text` (`re.match`). None: cannot tell."""
    made = _prepared(pattern, 0)
    if made is None or len(text) > MAX_TEXT:
        return None
    if made.plain is not None and _cheap(made, text, 1):
        return made.plain.match(text) is not None
    try:
        return None if made.automaton is None else made.automaton.matches(text)
    except TooMuch:
        return None


@lru_cache(maxsize=1024)
def found(pattern: str, text: str) -> bool | None:
    """Whether `pattern` occurs in `text`, `^` and `$` meaning lines (`re.search` with MULTILINE). None: cannot tell."""
    made = _prepared(pattern, int(re.MULTILINE))
    if made is None or len(text) > MAX_TEXT:
        return None
    if made.plain is not None and _cheap(made, text, len(text) + 1):
        return made.plain.search(text) is not None
    try:
        return None if made.automaton is None else made.automaton.occurs(text)
    except TooMuch:
        return None


def fault(pattern: str) -> str | None:
    """Why Python cannot compile a pattern, in its own words; None when it can (or the pattern is too long to try)."""
    if len(pattern) > MAX_PATTERN:
        return None
    try:
        tree = parsed(pattern, 0)
    except (re.error, OverflowError) as error:
        return str(error)
    except RecursionError:
        return None
    return "look-behind requires fixed-width pattern" if _uneven_look(tree) else None


def answerable(pattern: str) -> bool:
    """Whether a pattern is ever answered; one with references back inside repetitions is not, for example."""
    return _prepared(pattern, 0) is not None


def _cheap(made: _Prepared, text: str, starts: int) -> bool:
    return made.unbounded < 8 and starts * made.choices * (len(text) + 1) ** made.unbounded <= MAX_TRIES


@lru_cache(maxsize=2048)
def _prepared(pattern: str, flags: int) -> _Prepared | None:
    if len(pattern) > MAX_PATTERN or fault(pattern) is not None:
        return None
    try:
        tree = parsed(pattern, flags)
        ways = _ways(tree, int(tree.state.flags))
        plain = None if ways is None else re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError, TooMuch):
        return None
    try:
        automaton = Automaton(tree)
    except (RecursionError, TooMuch):
        automaton = None
    if plain is None and automaton is None:
        return None
    return _Prepared(plain, *(ways or (0, 0)), automaton)


#: (unbounded repetitions, other choices).
_Ways = tuple[int, int]


def _ways(items: Iterable[Any], flags: int) -> _Ways | None:
    """The ways a part of a pattern can be tried in; None when a repetition repeats something ambiguous."""
    unbounded, choices = 0, 1
    for operation, argument in items:
        name = str(operation)
        if name == "IN":
            single(operation, argument, flags)  # raises when compiling it would take long
        for ways in _ways_of_one(name, argument, flags):
            if ways is None:
                return None
            unbounded, choices = unbounded + ways[0], choices * ways[1]
        if choices > MAX_TRIES:
            return None
    return unbounded, choices


def _ways_of_one(name: str, argument: Any, flags: int) -> Iterator[_Ways | None]:
    """The ways of one operation: its own, and those of each part inside it."""
    if name.endswith("_REPEAT"):
        yield _ways_of_repeat(argument, flags)
    elif name == "BRANCH":
        yield 0, len(argument[1])
        yield from (_ways(branch, flags) for branch in argument[1])
    elif name == "SUBPATTERN":
        yield _ways(argument[3], combined(flags, argument[1], argument[2]))
    elif name in ("ASSERT", "ASSERT_NOT"):
        yield _ways(argument[1], flags)
    elif name == "ATOMIC_GROUP":
        yield _ways(argument, flags)
    elif name == "GROUPREF":
        yield 1, 1
    elif name == "GROUPREF_EXISTS":
        yield 0, 2
        yield from (_ways(branch, flags) for branch in argument[1:] if branch is not None)


def _ways_of_repeat(argument: Any, flags: int) -> _Ways | None:
    low, high, inner = argument
    body = _ways(inner, flags)
    if body is None or (high > 1 and body != (0, 1)) or low > _ROUNDS or (high > _ROUNDS and inner.getwidth()[0] == 0):
        return None
    unbounded, choices = body
    return (unbounded + 1, choices) if high - low > _MANY else (unbounded, choices * (high - low + 1))


def _uneven_look(items: Iterable[Any]) -> bool:
    """Whether a look behind stands for texts of different lengths, which Python refuses."""
    for operation, argument in items:
        name = str(operation)
        if name in ("ASSERT", "ASSERT_NOT"):
            low, high = argument[1].getwidth()
            if argument[0] < 0 and low != high:
                return True
            inner = [argument[1]]
        elif name == "BRANCH":
            inner = argument[1]
        elif name == "SUBPATTERN":
            inner = [argument[3]]
        elif name.endswith("_REPEAT"):
            inner = [argument[2]]
        elif name == "ATOMIC_GROUP":
            inner = [argument]
        elif name == "GROUPREF_EXISTS":
            inner = [branch for branch in argument[1:] if branch is not None]
        else:
            continue
        if any(_uneven_look(part) for part in inner):
            return True
    return False
