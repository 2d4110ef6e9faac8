"""What every test may use: the real dpone (`oracle`), sample manifests (`shared`) and skips that are reported loudly."""

from __future__ import annotations

from tests.loud_skips import pytest_terminal_summary
from tests.oracle.fixture import oracle
from tests.quarantine import pytest_collection_modifyitems
from tests.shared_data import shared

__all__ = ["oracle", "pytest_collection_modifyitems", "pytest_terminal_summary", "shared"]
