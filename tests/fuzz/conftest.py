"""In these tests a rule or feature that fails is a failure, not a finding."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _loud(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("DPONE_LSP_RAISE", "1")
