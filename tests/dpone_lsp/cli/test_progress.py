"""The progress bar: in a terminal, on long runs, and gone without a trace when they end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dpone_lsp.cli.run import progress
from tests.dpone_lsp.cli.lint import CLEAN, Lint

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals on this system")
#: Shows the bar at once, however fast the run is.
IMPATIENT = "from dpone_lsp.cli.run import progress; progress.PATIENCE = progress._EVERY = 0; from dpone_lsp.cli.main import run; run()"


@pytest.fixture
def many(lint: Lint) -> Lint:
    lint.write({f"m{number:03}.yaml": CLEAN.replace("shop_orders", f"load_{number}") for number in range(130)})
    lint.commit()
    return lint


def on_terminal(lint: Lint, *arguments: str, **environment: str) -> tuple[str, str]:
    """What stands on the terminal behind stderr, and what went to stdout."""
    ours, theirs = pty.openpty()
    out = lint.folder.parent / "out.txt"
    with out.open("wb") as file:
        running = subprocess.Popen(
            [sys.executable, "-c", IMPATIENT, *arguments], cwd=lint.folder, env={**lint.environment, "TERM": "xterm", **environment},
            stdout=file, stderr=theirs,
        )  # fmt: skip
    os.close(theirs)
    told = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        told += part
    os.close(ours)
    assert running.wait() in (0, 1)
    return told.decode(), out.read_text("utf-8")


def shown(text: str) -> str:
    """What a terminal shows at the end: a carriage return and "erase" wipe the line."""
    return "\n".join(line.split("\r\x1b[K")[-1] for line in text.replace("\r\n", "\n").split("\n"))


@pytest.mark.parametrize(
    "words",
    [
        (".", "--no-cache"),
        (".", "--no-cache", "--jobs", "1"),
        ("report",),
        ("lock",),
        ("baseline",),
        ("diff", "--against", "HEAD"),
    ],
)
def test_a_long_run_says_how_far_it_is(many: Lint, words: tuple[str, ...]) -> None:
    told, out = on_terminal(many, *words)
    steps = [int(done) for done in re.findall(r"\] (\d+) of 130 files", told)]
    assert len(steps) > 1
    assert steps == sorted(steps)
    assert " of " not in shown(told)
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("words", "environment"),
    [((".", "-q", "--no-cache"), {}), ((".", "--no-cache"), {"TERM": "dumb"}), (("m001.yaml",), {})],
)
def test_nothing_moves_where_nobody_wants_it(many: Lint, words: tuple[str, ...], environment: dict[str, str]) -> None:
    assert on_terminal(many, *words, **environment)[0] == ""


def test_nothing_moves_where_nobody_watches(many: Lint, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPATIENT, "."], cwd=many.folder, env=many.environment, capture_output=True, check=True
    )
    assert done.stderr == b""


def test_short_runs_show_nothing_and_long_ones_say_how_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    bar = progress.Bar()
    clock[0] = progress.PATIENCE / 2
    bar(1, 10)
    bar.close()
    assert capsys.readouterr().err == ""
    clock[0] = 10.0
    bar(2_500, 10_000)
    assert capsys.readouterr().err == f"\r\x1b[K[{'#' * 6}{'.' * 18}] 2,500 of 10,000 files, 30 s left"
    bar(2_501, 10_000)
    assert capsys.readouterr().err == "", "not more than some ten times a second"
    bar.close()
    assert capsys.readouterr().err == "\r\x1b[K"
