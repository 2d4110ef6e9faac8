"""One place of a name, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dpone_si.manifest.model.documents import Document

Kind = Literal["anchor", "variable", "selector"]
#: Offsets between which names are looked for; None for the whole document.
Span = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a name. `declares` tells the place that brings it into being; `home` is the manifest a selector
    belongs to.
    """

    kind: Kind
    name: str
    document: Document
    start: int
    end: int
    declares: bool
    home: str = ""

    @property
    def is_plain(self) -> bool:
        """True when the name stands there letter by letter: not folded over lines, not with escapes."""
        return self.document.source.text[self.start : self.end] == self.name

    def same_name(self, other: Occurrence) -> bool:
        """True when both are places of one name."""
        return (self.kind, self.name, self.home) == (other.kind, other.name, other.home)
