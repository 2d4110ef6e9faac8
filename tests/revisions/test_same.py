"""A revision and a checkout side by side: nothing is told of a checkout that was not changed, and what was changed is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dpone_lsp.settings.file import load_settings
from tests.revisions.difference import differing, report
from tests.revisions.samples import SETTINGS
from tests.revisions.side import CHECKOUT, Side

_PARTS = ("dpone_lsp", "dpone_si", "tests", "docs", "pyproject.toml", ".gitignore")


def _git(house: Path, *words: str) -> None:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=house, check=True, capture_output=True)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of its own that holds this checkout as its only commit."""
    folder = tmp_path_factory.mktemp("house")
    for part in _PARTS:
        if (CHECKOUT / part).is_dir():
            shutil.copytree(CHECKOUT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(CHECKOUT / part, folder / part)
    _git(folder, "init", "-q")
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "all")
    return folder


def _same(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.revisions", *arguments]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_only_what_was_changed_is_told(house: Path) -> None:
    unchanged = _same(house, "HEAD", "--only", "pages")
    assert unchanged.returncode == 0, unchanged.stdout + unchanged.stderr
    assert "\n0 of " in unchanged.stdout

    [rule] = (house / "dpone_lsp" / "rules").rglob("partition_column_missing.py")
    rule.write_text(rule.read_text("utf-8").replace("## Why\n", "## Why\nPlanted.\n", 1), "utf-8")
    changed = _same(house, "HEAD", "--only", "pages")
    assert changed.returncode == 1, changed.stdout + changed.stderr
    assert "+Planted." in changed.stdout
    assert "\n1 of " in changed.stdout
    assert "pages/rule/partition-column-missing" in changed.stdout


def test_the_samples_with_settings_have_some(tmp_path: Path) -> None:
    """Settings that are refused would make both sides answer the same to everything: nothing would be compared."""
    (tmp_path / "dpone-lint.toml").write_text(SETTINGS, "utf-8")
    settings = load_settings(str(tmp_path / "dpone-lint.toml"))
    assert settings.tier == "strict"
    assert {*settings.severity, *settings.options} >= {"unknown-key", "quality", "sibling-outlier"}


def test_an_unknown_revision_is_refused(house: Path) -> None:
    done = _same(house, "no-such-revision")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-such-revision" in done.stderr


def test_a_side_that_would_run_the_packages_of_another_is_refused(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path / "pyproject.toml")
    with pytest.raises(RuntimeError, match=r"would run|does not start"):
        Side("empty", tmp_path).where()


def test_differences_are_told_line_by_line_and_within_bounds() -> None:
    before = {"reports/a/json": '{"findings": [1, 2]}\nexit code 0\n', "reports/b/text": "one\n", "pages/gone": "x"}
    after = {"reports/a/json": '{"findings": [1, 3]}\nexit code 1\n', "reports/b/text": "one\n", "pages/new": "x"}
    assert differing(before, after) == ["reports/a/json", "pages/gone", "pages/new"]
    told = list(report(before, after, 100))
    assert [line for line in told if line[:1] in "-+"] == [
        "-  2",
        "+  3",
        "-exit code 0",
        "+exit code 1",
        "- pages/gone: asked of one side only",
        "+ pages/new: asked of one side only",
    ]
    assert told[-1].startswith("3 of 4 answers differ: 1 reports/a")
    assert list(report(before, after, 1))[-2].startswith("... and 2 more: ")
    assert list(report(before, before, 100)) == ["0 of 3 answers differ"]


def test_a_change_is_told_once_and_long_lines_are_cut_around_it() -> None:
    before = dict.fromkeys(("a", "b"), f"head\n{'x' * 900}old\ntail\n")
    after = {name: text.replace("old", "new") for name, text in before.items()}
    told = list(report(before, after, 100))
    assert [line.removesuffix("old") for line in told if line.startswith("-")] == [f"-... {'x' * 80}"]
    assert [line for line in told if "new" in line] == [f"+... {'x' * 80}new"]
    assert told[-2:] == ["    1 changes as told before", "2 of 2 answers differ: 1 a, 1 b"]


def test_json_that_is_written_differently_is_a_difference() -> None:
    told = list(report({"a": '{"x": 1}\nexit code 0\n'}, {"a": '{"x":1}\nexit code 0\n'}, 100))
    assert told[0] == "~ a: the same values, written differently"
    assert told[-1].startswith("1 of 1 answers differ")
