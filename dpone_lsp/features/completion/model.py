"""One completion item, as plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A suggestion. `insert` is a snippet with `$1` stops when `snippet` is set. `topic` names the text that `resolve` shows later."""

    label: str
    insert: str
    #: property, value, reference, snippet or text.
    kind: str
    detail: str = ""
    #: Lower sorts first.
    rank: int = 5
    snippet: bool = False
    #: (block, key, value) of the structure's sentence.
    topic: tuple[str, str | None, str | None] | None = None
    deprecated: bool = False
    preselect: bool = False
