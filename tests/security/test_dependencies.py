"""Each dependency has a range, and each line of the threat model names a test that is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def test_every_dependency_has_a_range() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for group in project["optional-dependencies"].values() for one in group)]
    assert wanted
    open_ended = [one for one in wanted if not re.search(r">=[\d.]+,<[\d.]+", one)]
    assert open_ended == []


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        pytest.param([{"name": "a", "version": "1", "vulns": []}], 0, "no known vulnerabilities in 1 package\n", id="clean"),
        pytest.param(
            [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "x"}], 0,
            "no known vulnerabilities in 1 package; 1 could not be looked up\n", id="some unknown",
        ),
        pytest.param(
            [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}], 1, "a 1: CVE-1; mended in 2\n", id="vulnerable",
        ),
        pytest.param([{"name": "b", "skip_reason": "x"}], 2, "no answer: none of 1 package could be looked up", id="nothing looked up"),
        pytest.param(None, 2, "no answer: pip-audit failed (Oops: no network)", id="failed"),
    ],
)  # fmt: skip
def test_an_audit_that_could_not_look_anything_up_is_no_good_news(
    tmp_path: Path, answer: object, code: int, told: str
) -> None:
    said = (
        "raise SystemExit('Oops: no network')" if answer is None else f"print({json.dumps({'dependencies': answer})!r})"
    )
    (tmp_path / "pip_audit.py").write_text(said + "\n")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{CHECKOUT}"}
    command = [sys.executable, "-m", "tests.security.audit"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == code
    assert (done.stdout if code < 2 else done.stderr).startswith(told)


def test_every_line_of_the_threat_model_names_a_test() -> None:
    rows = [
        line for line in (CHECKOUT / "docs" / "security.md").read_text("utf-8").splitlines() if line.startswith("| ")
    ][1:]
    assert len(rows) > 15
    for row in rows:
        tests = re.findall(r"`(tests/[\w/.]+)`", row.split("|")[3])
        assert tests, row
        assert [name for name in tests if not (CHECKOUT / name).exists()] == []
