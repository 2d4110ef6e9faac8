"""Where two sets of answers differ: as unified differences, each change told once, and so many lines of them."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Mapping

#: Longer lines are cut around the place where they change.
_WIDTH = 240


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Names of the questions that are answered differently, or by one side only."""
    return [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def report(before: Mapping[str, str], after: Mapping[str, str], limit: int) -> Iterator[str]:
    """Lines that tell all differences, the first `limit` lines of them in full.

    A change that was told of one answer is only counted in the others: one changed word may stand in thousands of places.
    """
    names = differing(before, after)
    left = limit
    known: set[tuple[str, ...]] = set()
    for number, name in enumerate(names):
        if left <= 0:
            yield f"... and {len(names) - number} more: {_counted(names[number:])}"
            break
        for line in _one(name, before.get(name), after.get(name), known):
            left -= 1
            if left >= 0:
                yield line
    yield f"{len(names)} of {len({*before, *after})} answers differ" + (f": {_counted(names)}" if names else "")


def _one(name: str, before: str | None, after: str | None, known: set[tuple[str, ...]]) -> Iterator[str]:
    if before is None or after is None:
        yield f"{'+' if before is None else '-'} {name}: asked of one side only"
        return
    old, new = _lines(before), _lines(after)
    if old == new:
        yield f"~ {name}: the same values, written differently"
        old, new = before.split("\n"), after.split("\n")
    else:
        yield f"~ {name}"
    repeated = 0
    for hunk in _hunks(old, new):
        change = tuple(line.strip() for line in hunk if line[:1] in "+-")
        if change in known:
            repeated += 1
            continue
        known.add(change)
        yield from _cut(hunk)
    if repeated:
        yield f"    {repeated} changes as told before"


def _hunks(old: list[str], new: list[str]) -> Iterator[list[str]]:
    """The changes with the lines around them, each begun by its place."""
    matcher = difflib.SequenceMatcher(None, old, new)
    for group in matcher.get_grouped_opcodes(2):
        hunk = [f"@@ line {group[0][1] + 1}, line {group[0][3] + 1} @@"]
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                hunk.extend(f" {line}" for line in old[start:end])
            else:
                hunk.extend(f"-{line}" for line in old[start:end])
                hunk.extend(f"+{line}" for line in new[new_start:new_end])
        yield hunk


def _cut(hunk: list[str]) -> Iterator[str]:
    removed = [line[1:] for line in hunk if line.startswith("-")]
    added = [line[1:] for line in hunk if line.startswith("+")]
    common = min((len(_beginning(old, new)) for old, new in zip(removed, added, strict=False)), default=0)
    for line in hunk:
        start = max(common - _WIDTH // 3, 0) if line[:1] in "+-" and len(line) > _WIDTH else 0
        middle = line[1:][start : start + _WIDTH]
        yield line[:1] + ("... " if start else "") + middle + (" ..." if start + _WIDTH < len(line) - 1 else "")


def _beginning(old: str, new: str) -> str:
    length = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    return old[:length]


def _lines(text: str) -> list[str]:
    """The lines of an answer; JSON is laid out with a value a line, whatever it was written like."""
    body, mark, end = text.rpartition("\nexit code ")
    return [*_laid_out(body if mark else text), *([f"exit code {end.strip()}"] if mark else [])]


def _laid_out(text: str) -> list[str]:
    whole = _json_lines(text)
    return whole if len(whole) > 1 else [part for line in text.split("\n") for part in _json_lines(line)]


def _json_lines(text: str) -> list[str]:
    if not text.lstrip().startswith(("{", "[")):
        return [text]
    try:
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False).split("\n")
    except ValueError:
        return [text]


def _counted(names: list[str]) -> str:
    kinds = Counter("/".join(name.split("/")[:2]) for name in names)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
