"""Corners of the manifest format, one small project each: our processes are dpone's, and we call wrong what it refuses, nothing else.

`corners.txt` holds the projects: a line of `=====` with what the corner is about, then its files, each below a line with `---` and its
name; the first file is the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conformance.ours import our_analysis
from tests.conformance.test_processes_agree import disagreement
from tests.oracle.client import OracleClient

#: Beginnings of what is said about a run, for which these projects are too small.
_OF_A_RUN = ("the source names no connection", "the sink names no connection", "the sink names no table")
#: What dpone takes without a word.
_SILENT_LOSS = frozenset(("yaml-duplicate-key", "template-undefined-silent"))


@dataclass(frozen=True, slots=True)
class Corner:
    """One project; `files` in their order."""

    about: str
    files: dict[str, str]

    def write(self, folder: Path) -> Path:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder / next(iter(self.files))


def _corners() -> Iterator[Corner]:
    text = (Path(__file__).parent / "corners.txt").read_text(encoding="utf-8")
    for about, body in re.findall(r"^===== (.*)\n((?:(?!=====).*\n)*)", text, re.MULTILINE):
        parts = re.split(r"^--- (\S+)\n", body, flags=re.MULTILINE)[1:]
        yield Corner(about, dict(zip(parts[::2], parts[1::2], strict=True)))


@pytest.mark.parametrize("corner", [pytest.param(corner, id=corner.about) for corner in _corners()])
def test_corner(oracle: OracleClient, tmp_path: Path, corner: Corner) -> None:
    path = corner.write(tmp_path)
    assert disagreement(oracle, path) is None
    found = [finding for finding in our_analysis(path, tmp_path).findings if finding.severity == "error"]
    errors = {finding.rule for finding in found if not finding.message.startswith(_OF_A_RUN)}
    if oracle.validate(path).loads:
        assert errors <= _SILENT_LOSS
    else:
        assert errors, "dpone refuses this project"
