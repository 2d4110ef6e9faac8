"""What the tests of `dpone-si` share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dpone_si.shell import Shell
from tests.dpone_si.test_manifest_reader import BATCH


@pytest.fixture
def si(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "m.yaml").write_text(BATCH, encoding="utf-8")
    return Shell(tmp_path, capsys)
