"""The number that a person means by a text which dpone cannot convert, for the fixes that write it."""

from __future__ import annotations

import math
import re
from typing import Final

_AMOUNT: Final = re.compile(r"\s*([+-]?\d[\d_ ,]*(?:\.\d+)?)\s*(k|m|mln|mio|b|bn|%|rows)?\s*", re.IGNORECASE)
_FACTORS: Final = {
    "k": 1_000, "m": 1_000_000, "mln": 1_000_000, "mio": 1_000_000, "b": 10**9, "bn": 10**9, "%": 0.01, "rows": 1,
    None: 1,
}  # fmt: skip


def meant_number(text: str, *, whole: bool) -> str | None:
    """The number a person means by `50k`, `20%` or `1,000,000`; None when it is not plain."""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    digits, unit = match.group(1), match.group(2)
    if "," in digits and re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", digits.strip()) is None:
        return None
    value = float(re.sub(r"[_ ,]", "", digits)) * _FACTORS[unit.lower() if unit else None]
    if not math.isfinite(value):
        return None
    value = round(value, 10)
    if value == int(value):
        return str(int(value))
    return None if whole else repr(value)
