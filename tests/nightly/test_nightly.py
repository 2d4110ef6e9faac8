"""The runner of long targets, over targets that take no time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def nightly(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.nightly", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout that has the runner and three targets; the second fails."""
    room = tmp_path / "tests" / "nightly"
    room.mkdir(parents=True)
    (room.parent / "__init__.py").write_text("")
    for name in ("__init__.py", "__main__.py"):
        (room / name).write_text((CHECKOUT / "tests" / "nightly" / name).read_text("utf-8"), "utf-8")
    for name, status in (("first", "0"), ("long_second", "1"), ("third", "len(arguments)")):
        text = f'"""What {name} does."""\ndef main(arguments):\n    print("{name} got", arguments, flush=True)\n    return {status}\n'
        (room / f"{name}.py").write_text(text, "utf-8")
    return tmp_path


def test_the_targets_are_listed_with_their_sentences(house: Path) -> None:
    done = nightly(house, "--list")
    assert done.returncode == 0
    assert [line.split(maxsplit=1) for line in done.stdout.splitlines()] == [
        ["first", "What first does."],
        ["long-second", "What long_second does."],
        ["third", "What third does."],
    ]


def test_one_target_gets_its_arguments_and_gives_its_exit_code(house: Path) -> None:
    assert nightly(house, "first", "--minutes", "5").stdout == "first got ['--minutes', '5']\n"
    assert nightly(house, "long-second").returncode == 1
    assert nightly(house, "third", "x").returncode == 1


def test_all_of_them_run_and_a_failure_stops_none(house: Path) -> None:
    done = nightly(house)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if " got " in line] == [
        "first got []",
        "long_second got []",
        "third got []",
    ]
    assert [line.split("min")[1].split() for line in done.stdout.splitlines()[-3:]] == [
        ["first"],
        ["long-second", "FAILED"],
        ["third"],
    ]


def test_an_unknown_name_is_refused_with_the_list(house: Path) -> None:
    done = nightly(house, "secnd")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such target: secnd" in done.stderr
    assert "long-second" in done.stderr


def test_every_target_of_this_checkout_says_in_one_sentence_what_it_does() -> None:
    done = nightly(CHECKOUT, "--list")
    assert done.returncode == 0, done.stderr
    rows = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert [name for name, *sentence in rows if not sentence or not sentence[0].endswith(".")] == []
