"""ISO-8601 durations of fixed length, as dpone takes them for windows: `P3D`, `PT12H`, `P1DT6H`; no months or years."""

from __future__ import annotations

import re

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_SECONDS = (604_800, 86_400, 3_600, 60, 1)


def seconds(text: str) -> int | None:
    """Length of a duration in seconds; None when it is none."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        return None
    return sum(int(part) * unit for part, unit in zip(match.groups(), _SECONDS, strict=True) if part)
