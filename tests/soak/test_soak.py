"""The soak by a number of rounds: what `python -m tests.soak` does for an hour."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.session import soak


@pytest.mark.slow
async def test_a_long_session_leaks_nothing_and_fails_nowhere(tmp_path: Path) -> None:
    report = await soak(tmp_path, lambda number: number < 40)
    assert report.faults == []
    assert report.edits == 40 * 12 * 8
    assert report.larger < 1.2, report
