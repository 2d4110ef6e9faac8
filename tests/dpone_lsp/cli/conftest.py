"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dpone_lsp.cli.lint import Lint


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """`dpone-lint` in an empty folder that is a workspace of its own."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "dpone-lint.toml").write_text("")
    return Lint(folder, tmp_path)
