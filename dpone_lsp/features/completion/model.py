"""One completion item, as plain values, and what its snippet is without stops."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["property", "value", "reference", "snippet", "text"]
_CHOICE = re.compile(r"\$\{\d+\|((?:[^,|\\]|\\.)*)(?:[^|\\]|\\.)*\|\}")
_STOP = re.compile(r"\$\{\d+:((?:[^}\\]|\\.)*)\}|\$\d+")
_ESCAPE = re.compile(r"\\([\\$},|])")


@dataclass(frozen=True, slots=True)
class Item:
    """A suggestion. `insert` is a snippet with `$1` stops when `snippet` is set. `topic` names the text that is
    shown later.
    """

    label: str
    insert: str
    kind: Kind
    detail: str = ""
    #: Lower sorts first.
    rank: int = 5
    snippet: bool = False
    #: (block, key, value) of the structure's sentence.
    topic: tuple[str, str | None, str | None] | None = None
    deprecated: bool = False
    preselect: bool = False

    @property
    def plain(self) -> str:
        """What to insert where snippets are not understood: first choices and defaults, no stops."""
        return without_stops(self.insert) if self.snippet else self.insert


def without_stops(snippet: str) -> str:
    """The text a snippet stands for when nothing is filled in."""
    text = _STOP.sub(lambda match: match.group(1) or "", _CHOICE.sub(r"\1", snippet))
    return _ESCAPE.sub(r"\1", text)


def escaped(text: str) -> str:
    """Text as it must be written inside a snippet."""
    return re.sub(r"([\\$}])", r"\\\1", text)
