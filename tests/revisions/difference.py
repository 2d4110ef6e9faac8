"""Where two sets of answers differ: as unified differences, so many lines of each and so many in all."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

EACH = 24


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Names of the questions that are answered differently, or by one side only."""
    return [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def report(before: Mapping[str, str], after: Mapping[str, str], limit: int) -> Iterator[str]:
    """Lines that tell all differences, the first `limit` lines of them in full."""
    names = differing(before, after)
    left = limit
    for number, name in enumerate(names):
        if left <= 0:
            yield f"... and {len(names) - number} more: {_counted(names[number:])}"
            break
        lines = list(islice(_one(name, before.get(name), after.get(name)), EACH + 1))
        left -= len(lines)
        yield from lines[:EACH]
        if len(lines) > EACH:
            yield "    ..."
    yield f"{len(names)} of {len({*before, *after})} answers differ" + (f": {_counted(names)}" if names else "")


def _one(name: str, before: str | None, after: str | None) -> Iterator[str]:
    if before is None or after is None:
        yield f"{'+' if before is None else '-'} {name}: asked of one side only"
        return
    old, new = _lines(before), _lines(after)
    if old == new:
        yield f"~ {name}: the same values, written differently"
        old, new = before.splitlines(), after.splitlines()
    for line in difflib.unified_diff(old, new, f"before/{name}", f"after/{name}", n=2, lineterm=""):
        yield line if len(line) <= 300 else f"{line[:300]} ..."


def _lines(text: str) -> list[str]:
    """The lines of an answer; JSON is laid out with a value a line, whatever it was written like."""
    head, _, end = text.rpartition("\nexit code ")
    try:
        return [*json.dumps(json.loads(head), indent=1, ensure_ascii=False).split("\n"), f"exit code {end.strip()}"]
    except ValueError:
        return text.split("\n")


def _counted(names: list[str]) -> str:
    kinds = Counter("/".join(name.split("/")[:2]) for name in names)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
