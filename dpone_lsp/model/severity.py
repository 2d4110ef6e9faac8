"""How loud a finding is. Apart from the findings, so that what only counts them need not load trees."""

from __future__ import annotations

from typing import Final, Literal

Severity = Literal["error", "warning", "information", "hint"]
#: Worst first.
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "information", "hint")


def severity_word(severity: str, count: int) -> str:
    """The word behind a number of findings: `1 error`, `2 errors`, `2 information`."""
    return severity if count == 1 or severity == "information" else severity + "s"
