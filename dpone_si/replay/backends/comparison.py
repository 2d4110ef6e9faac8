"""One check of reconciliation: a number found in the target, and the number it must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """One check of the target: a number that must be as expected; `counts_rows` makes it row-count evidence."""

    name: str
    value: int
    expected: int
    counts_rows: bool = False

    @property
    def passed(self) -> bool:
        return self.value == self.expected

    def to_dict(self) -> dict[str, Any]:
        status = "passed" if self.passed else "failed"
        if self.counts_rows:
            return {"name": self.name, "value": self.value, "expected": self.expected, "status": status}
        return {"name": self.name, "status": status, "found": str(self.value), "wanted": str(self.expected)}
