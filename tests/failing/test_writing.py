"""When writing fails, or the writer dies: files are as before or as after, never in between, and nothing is left lying about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, FIXABLE, FIXED, Lint
from tests.failing.sabotage import UNIX, bound_by_modes, limited, sabotaged, state

pytestmark = UNIX


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "dpone-lint.toml").write_text("")
    return Lint(folder, tmp_path)


def told(text: str, *words: str) -> None:
    """One plain sentence that names the thing."""
    assert "Traceback" not in text
    for word in words:
        assert word in text


def test_fixing_on_a_full_disk(lint: Lint) -> None:
    lint.write({"a.yaml": FIXABLE})
    before = state(lint.folder)
    done = limited(lint, 50, "--fix", "a.yaml")
    assert done.code != 0
    told(done.err, "`a.yaml` could not be written")
    assert state(lint.folder) == before


@pytest.mark.parametrize(
    "words",
    [("--output", "report.txt", "a.yaml"), ("baseline", "."), ("lock", "."), ("report", ".", "--output", "page.html")],
)
def test_reports_on_a_full_disk(lint: Lint, words: tuple[str, ...]) -> None:
    lint.write({"a.yaml": FAULTY, "report.txt": "the report of yesterday"})
    before = state(lint.folder)
    done = limited(lint, 10, *words)
    assert done.code == 2
    told(done.err, "cannot be written")
    assert state(lint.folder) == before


def test_a_cache_on_a_full_disk_is_done_without(lint: Lint, tmp_path: Path) -> None:
    lint.write({"a.yaml": FAULTY, "b.yaml": FAULTY})
    expected = lint("--format", "concise", "--no-cache", ".")
    done = limited(lint, 10, "--format", "concise", ".")
    assert (done.code, done.out, done.err) == (expected.code, expected.out, expected.err)
    assert state(tmp_path / "cache") == {}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_killed_fixer_leaves_each_file_as_before_or_as_after(lint: Lint, number: int) -> None:
    """Killed just before the rename of one of three files."""
    names = ["a.yaml", "b.yaml", "c.yaml"]
    lint.write(dict.fromkeys(names, FIXABLE))
    done = sabotaged(
        lint,
        "--fix",
        "--no-cache",
        ".",
        when="event == 'os.rename'",
        harm="os.kill(os.getpid(), signal.SIGKILL)",
        number=number,
    )
    assert done.code == -9
    texts = [(lint.folder / name).read_text() for name in names]
    assert set(texts) <= {FIXABLE, FIXED}
    assert texts.count(FIXED) == number - 1
    again = lint("--fix", "--no-cache", ".")
    assert [(lint.folder / name).read_text() for name in names] == [FIXED] * 3, again.err


@pytest.mark.parametrize(
    "words", [("lock",), ("baseline",), ("report", "--output", "page.html"), (".", "--format", "json=report.json")]
)
def test_a_killed_writer_leaves_what_was_there(lint: Lint, words: tuple[str, ...]) -> None:
    """Killed when everything is written and only its name is missing, and killed when half is written."""
    lint.write({"a.yaml": FAULTY, "b.yaml": CLEAN.replace("shop_orders", "b")})
    lint(*words)
    lint.write({"a.yaml": FIXABLE})
    before = state(lint.folder)
    harm = "os.kill(os.getpid(), signal.SIGKILL)"
    made = "str(arguments[0] if arguments else '').startswith(os.getcwd())"
    for when in (f"event == 'os.rename' and {made}", f"event == 'os.chmod' and {made}"):
        assert sabotaged(lint, *words, when=when, harm=harm).code == -9
        assert {name: text for name, text in state(lint.folder).items() if not name.startswith(".")} == before
    lint(*words)
    assert state(lint.folder) != before


def test_a_cache_whose_writer_was_killed_is_as_before(lint: Lint, tmp_path: Path) -> None:
    lint.write({"a.yaml": FAULTY, "b.yaml": CLEAN.replace("shop_orders", "b")})
    lint(".")
    lint.write({"b.yaml": FAULTY.replace("shop_orders", "b")})
    expected = lint(".", "--no-cache", "--format", "concise").out
    before = {name: text for name, text in state(tmp_path / "cache").items() if name.endswith(".json")}
    assert before
    assert sabotaged(lint, ".", when="event == 'os.rename'", harm="os.kill(os.getpid(), signal.SIGKILL)").code == -9
    assert {name: text for name, text in state(tmp_path / "cache").items() if name.endswith(".json")} == before
    assert lint(".", "--format", "concise").out == expected
    assert lint(".", "--format", "concise").out == expected


def test_a_file_that_changes_while_it_is_fixed_keeps_the_change(lint: Lint) -> None:
    lint.write({"a.yaml": FIXABLE})
    harm = "open('a.yaml', 'a').write('# typed meanwhile\\n')"
    done = sabotaged(lint, "--fix", "a.yaml", when="event == 'tempfile.mkstemp'", harm=harm)
    told(done.err, "changed while it was being fixed")
    assert state(lint.folder)["a.yaml"].decode() == FIXABLE + "# typed meanwhile\n"
    assert set(state(lint.folder)) == {"a.yaml", "dpone-lint.toml"}


def test_a_file_that_vanishes_while_it_is_fixed_does_not_come_back(lint: Lint) -> None:
    lint.write({"a.yaml": FIXABLE})
    done = sabotaged(lint, "--fix", "a.yaml", when="event == 'tempfile.mkstemp'", harm="os.unlink('a.yaml')")
    told(done.err, "`a.yaml`")
    assert set(state(lint.folder)) == {"dpone-lint.toml"}


def test_a_file_that_may_not_be_written_is_told(lint: Lint) -> None:
    lint.write({"a.yaml": FIXABLE, "closed/b.yaml": FIXABLE})
    (lint.folder / "a.yaml").chmod(0o444)
    (lint.folder / "closed").chmod(0o555)
    before = state(lint.folder)
    done = bound_by_modes(lint, "--fix", "--no-cache", "a.yaml", "closed/b.yaml")
    assert done.code != 0
    told(done.err, "`a.yaml` is read-only", "`closed/b.yaml` could not be written: Permission denied")
    assert state(lint.folder) == before


def test_a_report_in_a_folder_that_may_not_be_written_is_told(lint: Lint) -> None:
    lint.write({"a.yaml": FAULTY, "closed/x": ""})
    (lint.folder / "closed").chmod(0o555)
    done = bound_by_modes(lint, "--no-cache", "--output", "closed/report.txt", "a.yaml")
    assert done.code == 2
    told(done.err, "`closed/report.txt` cannot be written")


def test_a_cache_folder_that_may_not_be_written_is_done_without(lint: Lint) -> None:
    lint.write({"a.yaml": FAULTY, "b.yaml": FAULTY})
    (lint.folder.parent / "cache").mkdir(mode=0o555)
    done = bound_by_modes(lint, "--format", "concise", ".")
    assert done.code == 1
    assert done.err == ""


def test_a_reader_that_goes_away_is_no_fault(lint: Lint) -> None:
    """`dpone-lint | head -0`."""
    lint.write({"a.yaml": FAULTY})
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "dpone_lsp.cli", "a.yaml"]
    done = subprocess.run(
        command, cwd=lint.folder, env=lint.environment, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_standard_output_that_is_closed_is_told_or_borne(lint: Lint) -> None:
    lint.write({"a.yaml": FAULTY})
    command = ["sh", "-c", f"exec {sys.executable} -m dpone_lsp.cli a.yaml >&-"]
    done = subprocess.run(command, cwd=lint.folder, env=lint.environment, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_a_full_device_behind_standard_output_is_told(lint: Lint) -> None:
    lint.write({"a.yaml": FAULTY})
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "dpone_lsp.cli", "a.yaml"]
        done = subprocess.run(
            command, cwd=lint.folder, env=lint.environment, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    told(done.stderr.decode(), "standard output cannot be written", "No space left")


def test_several_linters_share_one_cache(lint: Lint) -> None:
    lint.write({f"m{number}.yaml": FAULTY.replace("shop_orders", f"shop_{number}") for number in range(12)})
    expected = lint("--no-cache", "--format", "concise", ".").out
    command = [sys.executable, "-m", "dpone_lsp.cli", "--format", "concise", "."]
    running = [
        subprocess.Popen(command, cwd=lint.folder, env=lint.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for one in running:
        out, err = one.communicate()
        assert (out.decode(), err) == (expected, b"")
    assert lint("--format", "concise", ".").out == expected
