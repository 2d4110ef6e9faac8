"""How many chunks a backfill makes: step, bounds and kind of `sink.strategy.backfill.chunk`, read as dpone 0.88.0 reads
them.

Facts: date and timestamp chunks are half-open, the last day of a date range is part of it; integer chunks are inclusive
on both ends; months keep the day and shorten it at the end of a shorter month (manifest-format sheet, section 5.4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

KINDS: Final = ("date", "timestamp", "integer", "uuid")
MAX_CHUNKS: Final = 1_000_000
DEFAULT_MAX_CHUNKS: Final = 1000
_STEP: Final = re.compile(r"(\d+)\s*(h|d|w|mo|y)", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIXED: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Step:
    """`count` units: h, d, w, mo, y; `unit` is '' for a plain number."""

    count: int
    unit: str


def kind_of(start: str) -> str | None:
    """The kind dpone infers from `from` when `kind` is absent; None when it cannot."""
    if _DAY.fullmatch(start):
        return "date"
    try:
        int(start)
    except ValueError:
        pass
    else:
        return "integer"
    return "timestamp" if bound(start, "timestamp") is not None else None


def bound(text: str, kind: str) -> date | datetime | int | None:
    """A `from` or `to` as a value of its kind; None when it is none."""
    try:
        if kind == "integer":
            return int(text)
        return date.fromisoformat(text) if kind == "date" else datetime.fromisoformat(text)
    except ValueError:
        return None


def step_of(text: str) -> Step | None:
    """A step such as `1d`, `6h`, `2w`, `1mo`, `1y` or `50000`; None when it is none of these."""
    word = text.strip()
    match = _STEP.fullmatch(word)
    if match is not None:
        return Step(int(match[1]), match[2].lower())
    try:
        return Step(int(word), "")
    except ValueError:
        return None


def step_fault(step: Step, kind: str) -> str | None:
    """Why a step does not suit the kind; None when it does."""
    if step.count < 1:
        return "a step of 0 never reaches the end"
    if kind == "integer":
        return "an integer range is cut by a plain number, not by a span of time" if step.unit else None
    if not step.unit:
        return f"a {kind} range is cut by a span of time such as 1d, not by a plain number"
    return "hours need `kind: timestamp`" if kind == "date" and step.unit == "h" else None


def chunk_count(start: str, end: str, step: Step, kind: str) -> int | None:
    """Number of chunks; None when the bounds are no values of the kind, inverted, or the step does not suit."""
    first, last = bound(start, kind), bound(end, kind)
    if first is None or last is None or step_fault(step, kind) is not None:
        return None
    if isinstance(first, int) and isinstance(last, int):
        return max(0, -(-(last - first + 1) // step.count))
    if isinstance(first, int) or isinstance(last, int):
        return None
    try:
        return _temporal_count(first, last, step, kind)
    except (OverflowError, ValueError, TypeError):
        return None


def _temporal_count(first: date, last: date, step: Step, kind: str) -> int:
    end = last + timedelta(days=1) if kind == "date" else last
    unit = _FIXED.get(step.unit)
    if unit is not None:
        return max(0, -(-(end - first) // (unit * step.count)))
    months = step.count * (12 if step.unit == "y" else 1)
    count = 0
    cursor = first
    while cursor < end:
        count += 1
        try:
            cursor = _plus_months(cursor, months)
        except ValueError:  # beyond the year 9999: dpone's own date arithmetic ends here, too
            break
    return count


def _plus_months(day: date, months: int) -> date:
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return day.replace(year=year, month=month, day=min(day.day, (following - timedelta(days=1)).day))
