"""Random sessions with the real server; `python -m tests.fuzz --talk` has more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.conversation import converse


@pytest.mark.parametrize("seed", range(6))
async def test_a_session(tmp_path: Path, seed: int) -> None:
    assert await converse(tmp_path, seed, rounds=80) > 10
