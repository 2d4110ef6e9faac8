"""Tests known to be red are run, expected to fail, and named at the end of the run, so that nobody takes them for green."""

from __future__ import annotations

from pathlib import Path

import pytest

LIST = Path(__file__).with_name("quarantine.txt")


def quarantined() -> list[str]:
    """Beginnings of test ids, one a line; `#` begins the reason."""
    lines = LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []
    return [line.partition(" #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect quarantined tests to fail; one that passes is shown as XPASS."""
    known = tuple(quarantined())
    for item in items:
        if known and item.nodeid.startswith(known):
            item.add_marker(pytest.mark.xfail(reason="quarantined: known to be red", strict=False))
