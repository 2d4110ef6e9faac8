"""Regular expressions that come from a manifest, run so that none can hang the editor.

Python's `re` cannot be stopped, so what may be slow is not started: texts beyond `MAX_TEXT` characters, patterns in which one
repetition stands inside another, and patterns whose repetitions could take more than `MAX_STEPS` steps on the text at hand.
Those answers are None, "cannot tell"; they are never a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MAX_TEXT: Final = 1000
MAX_PATTERN: Final = 1000
MAX_STEPS: Final = 20_000_000
#: A repetition with more ways than this counts as unbounded.
_MANY: Final = 8
_BOUNDS = re.compile(r"\{(\d*)(?:,(\d*))?\}")
_GROUP_HEAD = re.compile(r"\?(?:P<\w+>|P=\w+|:|=|!|<=|<!|#|[aiLmsux-]+[:)]|>)")


def matches(pattern: str, text: str) -> bool | None:
    """Whether `pattern` matches at the start of `text` (`re.match`). None: cannot tell."""
    compiled = compiled_or_none(pattern, 0)
    if compiled is None or not _affordable(pattern, text, starts=1):
        return None
    return compiled.match(text) is not None


def found(pattern: str, text: str) -> bool | None:
    """Whether `pattern` occurs in `text`, `^` and `$` meaning lines (`re.search` with MULTILINE). None: cannot tell."""
    compiled = compiled_or_none(pattern, re.MULTILINE)
    if compiled is None:
        return None
    anchored = re.match(r"(?:\(\?[aiLmsux]+\))?\^", pattern) is not None
    if not _affordable(pattern, text, starts=text.count("\n") + 1 if anchored else len(text) + 1):
        return None
    return compiled.search(text) is not None


def fault(pattern: str) -> str | None:
    """Why Python cannot compile a pattern, in its own words; None when it can (or the pattern is too long to try)."""
    if len(pattern) > MAX_PATTERN:
        return None
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return None


@lru_cache(maxsize=256)
def compiled_or_none(pattern: str, flags: int) -> re.Pattern[str] | None:
    """The compiled pattern; None when it does not compile or could run away."""
    if len(pattern) > MAX_PATTERN or shape(pattern) is None:
        return None
    try:
        return re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError):
        return None


def _affordable(pattern: str, text: str, *, starts: int) -> bool:
    found_shape = shape(pattern)
    if found_shape is None or len(text) > MAX_TEXT:
        return False
    unbounded, choices = found_shape
    return unbounded < 8 and starts * choices * max(len(text), 1) ** unbounded <= MAX_STEPS


@dataclass(slots=True)
class _Group:
    """What was read of a group so far."""

    atoms: int = 0
    branches: int = 1
    #: Something inside can match in more than one way (a repetition, an option, branches).
    ambiguous: bool = False
    nested: bool = False
    #: The literal the group begins with, when it begins with one that is not repeated.
    head: str = ""
    #: Texts of the single-character atoms that are repeated.
    repeated_atoms: tuple[str, ...] = ()

    @property
    def deterministic(self) -> bool:
        """Each round begins with a character that the repetitions inside cannot eat: `(?:_[a-z0-9]+)*`."""
        if not self.ambiguous:
            return True
        if self.branches > 1 or self.nested or not self.head:
            return False
        return all(re.fullmatch(atom, self.head, re.IGNORECASE | re.DOTALL) is None for atom in self.repeated_atoms)


@lru_cache(maxsize=256)
def shape(pattern: str) -> tuple[int, int] | None:
    """What a pattern can cost: its number of unbounded repetitions, and in how many ways its other parts can be tried.

    None when an ambiguous part is itself repeated (the cost would be exponential), or when it is no pattern.
    """
    stack: list[_Group] = [_Group()]
    unbounded = 0
    choices = 1
    at = 0
    while at < len(pattern):
        char = pattern[at]
        group = stack[-1]
        if char == "(":
            head = _GROUP_HEAD.match(pattern, at + 1)
            at = head.end() if head is not None else at + 1
            if head is None or not head.group().endswith(")"):
                stack.append(_Group())
            continue
        if char == "|":
            group.branches += 1
            group.ambiguous = True
            at += 1
            continue
        closed: _Group | None = None
        if char == ")":
            if len(stack) == 1:
                return None
            closed = stack.pop()
            group = stack[-1]
            choices *= closed.branches
            end = at + 1
        else:
            end = _atom_end(pattern, at)
        atom = pattern[at:end]
        low, high, at = _count(pattern, end)
        if closed is not None:
            if high != 1 and not closed.deterministic:
                return None
            group.nested = True
            group.ambiguous = group.ambiguous or closed.ambiguous
        if low != high:
            group.ambiguous = True
            if closed is None:
                group.repeated_atoms = (*group.repeated_atoms, atom)
            if high is None or high - low > _MANY:
                unbounded += 1
            else:
                choices *= high - low + 1
        elif closed is None and group.atoms == 0 and len(atom) == 1 and atom not in ".^$":
            group.head = atom
        group.atoms += 1
        if choices > MAX_STEPS:
            return None
    return (unbounded, choices * stack[0].branches) if len(stack) == 1 else None


def _atom_end(pattern: str, at: int) -> int:
    """Where the single-character atom (`a`, `\\d`, `[^/]`) that begins at `at` ends."""
    if pattern[at] == "\\":
        return min(at + 2, len(pattern))
    if pattern[at] != "[":
        return at + 1
    end = at + 1
    if pattern[end : end + 1] == "^":
        end += 1
    if pattern[end : end + 1] == "]":
        end += 1
    while end < len(pattern) and pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return min(end + 1, len(pattern))


def _count(pattern: str, at: int) -> tuple[int, int | None, int]:
    """Fewest and most rounds (None: any number) of what stands before `at`, and the offset after the quantifier."""
    char = pattern[at : at + 1]
    if char == "?":
        low, high, end = 0, 1, at + 1
    elif char and char in "*+":
        low, high, end = 0, None, at + 1
    else:
        bounds = _BOUNDS.match(pattern, at)
        if bounds is None or bounds.group() in ("{}", "{,}"):
            return 1, 1, at
        first, second = bounds.groups()
        low = int(first or 0)
        high = low if second is None else int(second) if second else None
        end = bounds.end()
    if pattern[end : end + 1] in ("?", "+"):
        end += 1
    return low, high, end
