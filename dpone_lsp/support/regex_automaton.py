"""Regular expressions run without backtracking: all ways through the pattern at once, so the work is pattern times text
at most.

Python parses the pattern, and Python itself decides for each single character whether it fits, so the answers are those
of `re`. What needs backtracking by its nature (references back, atomic groups, conditions) is not built, and a run that
takes too many steps stops.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

# The parser behind `re`: the only reader of patterns that is never wrong about them.
_parser: Final[Any] = importlib.import_module("re._parser")
_compiler: Final[Any] = importlib.import_module("re._compiler")

#: Steps one answer may take.
MAX_STEPS: Final = 40_000
#: States of the largest pattern that is built.
MAX_STATES: Final = 2_000
#: Ignoring case, Python looks at each character of a range when it compiles it; wider ones are not compiled.
_WIDEST_RANGE: Final = 3_000
_TYPE_FLAGS: Final = int(re.ASCII | re.LOCALE | re.UNICODE)

Fits = Callable[[str], bool]


class TooMuch(Exception):
    """The pattern is not built, or its answer takes too many steps."""


class Automaton:
    """A pattern as states: single characters, forks, places and looks ahead or behind."""

    def __init__(self, tree: Any) -> None:
        self._states: list[tuple[Any, ...]] = [("end",)]
        self._units = 0
        self._start = self._sequence(tree, int(tree.state.flags), 0)

    def matches(self, text: str) -> bool:
        """Whether a beginning of the text fits (`re.match`). Raises `TooMuch`."""
        return _Run(self._states, text).reaches(self._start, 0, None, anywhere=False)

    def occurs(self, text: str) -> bool:
        """Whether a part of the text fits (`re.search`). Raises `TooMuch`."""
        return _Run(self._states, text).reaches(self._start, 0, None, anywhere=True)

    # -- building, from the end to the start ---------------------------------------------------------------------------

    def _state(self, *state: Any) -> int:
        self._spend()
        self._states.append(state)
        return len(self._states) - 1

    def _spend(self) -> None:
        self._units += 1
        if self._units > MAX_STATES:
            raise TooMuch

    def _sequence(self, items: Iterable[Any], flags: int, then: int) -> int:
        for operation, argument in reversed(list(items)):
            then = self._item(str(operation), operation, argument, flags, then)
        return then

    def _item(self, name: str, operation: Any, argument: Any, flags: int, then: int) -> int:
        if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            return self._state("one", single(operation, argument, flags), then)
        if name == "SUBPATTERN":
            _, added, removed, inner = argument
            return self._sequence(inner, combined(flags, added, removed), then)
        if name == "BRANCH":
            return self._state("fork", tuple(self._sequence(branch, flags, then) for branch in argument[1]))
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, high, inner = argument
            return self._repeat(low, high, inner, flags, then)
        if name == "AT":
            return self._state("at", _place(str(argument), flags), then)
        if name in ("ASSERT", "ASSERT_NOT"):
            direction, inner = argument
            width = inner.getwidth()[0] if direction < 0 else None
            return self._state("look", self._sequence(inner, flags, 0), width, name == "ASSERT", then)
        raise TooMuch

    def _repeat(self, low: int, high: int, inner: Any, flags: int, then: int) -> int:
        if high is _parser.MAXREPEAT:
            # The loop is a fork that leads to the body, whose end leads back to the fork.
            fork = self._state()
            body = self._sequence(inner, flags, fork)
            self._states[fork] = ("fork", (body, then))
            then = fork
        else:
            for _ in range(high - low):
                self._spend()
                then = self._state("fork", (self._sequence(inner, flags, then), then))
        for _ in range(low):
            self._spend()
            then = self._sequence(inner, flags, then)
        return then


class _Run:
    """One text; its steps are counted."""

    def __init__(self, states: list[tuple[Any, ...]], text: str) -> None:
        self._states = states
        self._text = text
        self._steps = 0

    def reaches(self, start: int, at: int, end: int | None, *, anywhere: bool) -> bool:
        """Whether the end is reached from `start` at an offset: exactly at `end`, or wherever when that is None."""
        current: set[int] = {start}
        text = self._text
        while True:
            ready, done = self._closure(current, at)
            if done and (end is None or at == end):
                return True
            if at >= len(text) or at == end or (not ready and not anywhere):
                return False
            char = text[at]
            self._step(len(ready))
            current = {then for fits, then in ready if fits(char)}
            at += 1
            if anywhere:
                current.add(start)

    def _step(self, number: int) -> None:
        self._steps += number
        if self._steps > MAX_STEPS:
            raise TooMuch

    def _closure(self, states: set[int], at: int) -> tuple[list[tuple[Fits, int]], bool]:
        """The characters that may come next, and whether the end is among what needs none."""
        ready: list[tuple[Fits, int]] = []
        done = False
        seen = set(states)
        stack = list(states)
        while stack:
            self._step(1)
            state = self._states[stack.pop()]
            kind = state[0]
            if kind == "one":
                ready.append((state[1], state[2]))
                continue
            if kind == "end":
                done = True
                continue
            if kind == "fork":
                following: tuple[int, ...] = state[1]
            elif kind == "at":
                following = (state[2],) if state[1](self._text, at) else ()
            else:
                following = (state[4],) if self._looks(state[1], state[2], at) is state[3] else ()
            for one in following:
                if one not in seen:
                    seen.add(one)
                    stack.append(one)
        return ready, done

    def _looks(self, start: int, width: int | None, at: int) -> bool:
        if width is None:
            return self.reaches(start, at, None, anywhere=False)
        return at >= width and self.reaches(start, at - width, at, anywhere=False)


def parsed(pattern: str, flags: int) -> Any:
    """The syntax tree of a pattern; raises what `re.compile` raises."""
    return _parser.parse(pattern, flags)


def combined(flags: int, added: int, removed: int) -> int:
    """The flags inside a group that changes them."""
    if added & _TYPE_FLAGS:
        flags &= ~_TYPE_FLAGS
    return (flags | added) & ~removed


def single(operation: Any, argument: Any, flags: int) -> Fits:
    """Whether one character fits, decided by `re`. Raises `TooMuch`."""
    if flags & re.IGNORECASE and str(operation) == "IN":
        for kind, span in argument:
            if str(kind) == "RANGE" and span[1] - span[0] > _WIDEST_RANGE:
                raise TooMuch
    state = _parser.State()
    state.flags = flags
    match = _compiler.compile(_parser.SubPattern(state, [(operation, argument)]), 0).match
    known: dict[str, bool] = {}

    def fits(char: str) -> bool:
        answer = known.get(char)
        if answer is None:
            answer = match(char) is not None
            if len(known) < 1000:
                known[char] = answer
        return answer

    return fits


def _place(name: str, flags: int) -> Callable[[str, int], bool]:
    if name == "AT_BEGINNING" and flags & re.MULTILINE:
        return lambda text, at: at == 0 or text[at - 1] == "\n"
    if name in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        return lambda text, at: at == 0
    if name == "AT_END" and flags & re.MULTILINE:
        return lambda text, at: at == len(text) or text[at] == "\n"
    if name == "AT_END":
        return lambda text, at: at == len(text) or (at == len(text) - 1 and text[at] == "\n")
    if name == "AT_END_STRING":
        return lambda text, at: at == len(text)
    boundary = re.compile(r"\b" if name == "AT_BOUNDARY" else r"\B", flags & _TYPE_FLAGS)
    return lambda text, at: boundary.match(text, at) is not None
