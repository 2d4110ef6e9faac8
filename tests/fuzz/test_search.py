"""The search itself, bounded by a number of inputs: the same on every machine. Off-line it runs for hours."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.fuzz.__main__ import main


def test_by_chance(tmp_path: Path) -> None:
    assert main(["--runs", "60", "--seed", "11", "--keep", str(tmp_path)]) == 0


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not built for this Python")
def test_guided_by_coverage(tmp_path: Path) -> None:
    assert main(["--guided", "--runs", "300", "--seed", "11", "--keep", str(tmp_path)]) == 0


def test_a_failure_is_kept_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that cannot fail would find nothing."""
    monkeypatch.setattr("tests.fuzz.__main__.analysed", lambda text: 1 / 0)
    assert main(["--runs", "3", "--seed", "11", "--keep", str(tmp_path)]) == 1
    assert (tmp_path / "001.yaml").exists()
    assert "ZeroDivisionError" in (tmp_path / "001.txt").read_text("utf-8")
    assert "1 different failures" in capsys.readouterr().out
