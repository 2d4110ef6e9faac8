"""`./dev` and `.ci/run`, run in a checkout whose tools are stubs that say their name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PART = re.compile(r" *\d+\.\d min  (.+)")


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/usr/bin/env bash\n{text}\n", "utf-8")
    path.chmod(0o755)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout with both scripts and nothing else of ours."""
    shutil.copytree(CHECKOUT / ".ci", tmp_path / ".ci")
    shutil.copy(CHECKOUT / "dev", tmp_path / "dev")
    (tmp_path / "pyproject.toml").write_text("")
    for name in ("python", "ruff", "pyright", "lint-imports"):
        _script(tmp_path / "venv" / "bin" / name, f'echo "{name} $*"')
    (tmp_path / "venv" / ".engines").touch()
    stamp = subprocess.run(["cksum"], input=b"", capture_output=True, check=True).stdout
    (tmp_path / "venv" / ".stamp").write_bytes(stamp)
    # Nothing is asked for or installed: every package is there.
    _script(tmp_path / "bin" / "dpkg-query", "echo 'install ok installed'")
    return tmp_path


def run(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DPONE_DEV_VENV": "venv", "PATH": f"{house / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(["bash", *words], cwd=house, env=environment, capture_output=True, text=True, check=False)


def parts(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [match[1] for line in done.stderr.splitlines() if (match := PART.fullmatch(line))]


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help_is_no_failure(house: Path, words: list[str]) -> None:
    done = run(house, "dev", *words)
    assert (done.returncode, done.stderr) == (0, "")
    listed = set(re.findall(r"^  \./dev (\w+)", done.stdout, re.MULTILINE))
    assert listed == set(re.findall(r"^(\w+)\)$", (house / "dev").read_text("utf-8"), re.MULTILINE))


def test_a_misspelt_word_is_a_failure(house: Path) -> None:
    done = run(house, "dev", "tset")
    assert (done.returncode, done.stdout) == (2, "")
    assert "`tset`" in done.stderr
    assert "./dev test" in done.stderr


def test_the_parts_of_the_tests_are_told(house: Path) -> None:
    done = run(house, "dev", "test", "-k", "name")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith("--dist loadgroup -k name")
    assert parts(done) == ["setup", "check", "tests"]


def test_a_check_that_fails_ends_the_tests_and_is_told(house: Path) -> None:
    _script(house / "venv" / "bin" / "pyright", "exit 7")
    done = run(house, "dev", "test")
    assert done.returncode == 7
    assert "lint-imports" not in done.stdout
    assert parts(done) == ["setup", "check  FAILED"]


def test_a_word_without_parts_tells_none(house: Path) -> None:
    done = run(house, "dev", "check")
    assert (done.returncode, done.stderr) == (0, "")


def _ci(house: Path, **failing: str) -> subprocess.CompletedProcess[str]:
    _script(house / "dev", "\n".join(f"[ $1 != {word} ] || exit {status}" for word, status in failing.items()))
    _script(house / "vscode-extension" / "ci.sh", f"exit {failing.get('extension', 0)}")
    return run(house, ".ci/run")


def test_ci_tells_the_minutes_of_its_parts(house: Path) -> None:
    done = _ci(house)
    assert done.returncode == 0, done.stderr
    assert parts(done) == ["apt", "test", "newer", "extension"]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("test", ["apt", "test  FAILED"]),
        ("newer", ["apt", "test", "newer  FAILED"]),
        ("extension", ["apt", "test", "newer", "extension  FAILED"]),
    ],
)
def test_ci_fails_with_a_part_and_tells_the_minutes_all_the_same(house: Path, part: str, told: list[str]) -> None:
    done = _ci(house, **{part: "5"})
    assert done.returncode == 5
    assert parts(done) == told
