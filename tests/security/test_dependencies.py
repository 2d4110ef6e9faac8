"""Each dependency has a range, and each line of the threat model names a test that is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_every_dependency_has_a_range() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for group in project["optional-dependencies"].values() for one in group)]
    assert wanted
    open_ended = [one for one in wanted if not re.search(r">=[\d.]+,<[\d.]+", one)]
    assert open_ended == []


def test_every_line_of_the_threat_model_names_a_test() -> None:
    rows = [line for line in (CHECKOUT / "docs" / "security.md").read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    for row in rows:
        tests = re.findall(r"`(tests/[\w/.]+)`", row.split("|")[3])
        assert tests, row
        assert [name for name in tests if not (CHECKOUT / name).exists()] == []
