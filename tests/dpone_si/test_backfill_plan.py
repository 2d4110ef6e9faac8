"""The number of chunks a backfill makes, compared with what dpone counts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dpone_si.backfill_plan import Step, bound, chunk_count, kind_of, step_fault, step_of
from tests.oracle.client import OracleClient

RANGES = [
    ("date", "2025-01-01", "2025-12-31", "1mo"),
    ("date", "2025-01-31", "2026-03-01", "1mo"),
    ("date", "2024-02-29", "2031-02-28", "1y"),
    ("date", "2025-01-01", "2025-01-02", "7d"),
    ("date", "2025-01-01", "2025-03-05", "2W"),
    ("timestamp", "2025-01-01T00:00:00", "2025-01-02T01:30:00", "6h"),
    ("timestamp", "2025-01-31 12:00", "2025-05-31 12:00", "1mo"),
    ("integer", "1", "900000", "50000"),
    ("integer", "-10", "10", "3"),
]


@pytest.mark.parametrize(("kind", "start", "end", "step"), RANGES)
def test_dpone_counts_the_same(oracle: OracleClient, kind: str, start: str, end: str, step: str) -> None:
    """With a limit of one chunk, dpone names the number in its refusal."""
    parsed = step_of(step)
    assert parsed is not None
    assert chunk_count(start, end, parsed, kind) == _counted(
        oracle, {"column": "c", "kind": kind, "from": start, "to": end, "step": step}
    )


def _counted(oracle: OracleClient, chunk: dict[str, str]) -> int:
    process: dict[str, Any] = {
        "name": "orders",
        "source": {
            "type": "postgres",
            "connection_type": "airflow",
            "connection_id": "shop",
            "table": {"schema": "public", "name": "orders"},
        },
        "sink": {
            "type": "clickhouse",
            "connection_type": "airflow",
            "connection_id": "dwh",
            "table": {"schema": "raw", "name": "orders"},
            "strategy": {
                "mode": "backfill",
                "partition": {"column": "c"},
                "backfill": {"inner_mode": "partition_replace", "max_chunks": 1, "chunk": chunk},
            },
        },
    }
    messages = " ".join(objection.message for objection in oracle.runtime_check(process))
    found = re.search(r"would produce (\d+) chunks", messages)
    return int(found[1]) if found else 1


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("1d", Step(1, "d")),
        (" 2 MO ", Step(2, "mo")),
        ("50000", Step(50000, "")),
        ("P1D", None),
        ("1 day", None),
        ("", None),
    ],
)
def test_steps(text: str, step: Step | None) -> None:
    """A number with a unit, or a plain number; no words and no ISO durations."""
    assert step_of(text) == step


@pytest.mark.parametrize(
    ("step", "kind", "faulty"),
    [
        (Step(1, "h"), "date", True),
        (Step(1, "h"), "timestamp", False),
        (Step(1, "d"), "integer", True),
        (Step(5, ""), "date", True),
        (Step(0, "d"), "date", True),
        (Step(5, ""), "integer", False),
    ],
)
def test_a_step_suits_its_kind(step: Step, kind: str, faulty: bool) -> None:
    """Hours need timestamps, integers need plain numbers, and 0 never ends."""
    assert (step_fault(step, kind) is not None) is faulty


def test_kinds_are_told_from_the_beginning_of_the_range() -> None:
    """A day, a whole number, a timestamp; anything else is none of them."""
    assert [kind_of(text) for text in ("2025-01-01", "17", "2025-01-01T10:00", "soon")] == [
        "date",
        "integer",
        "timestamp",
        None,
    ]
    assert bound("2025-13-01", "date") is None
