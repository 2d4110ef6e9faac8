"""`dpone-lint` in a world that fails at the worst moment: an audit hook does the harm exactly there, so nothing has to be waited for."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tests.dpone_lsp.cli.lint import Done, Lint

UNIX: Final = pytest.mark.skipif(sys.platform == "win32", reason="signals, limits and users of Unix")
_FRAME: Final = """\
import os, signal, sys
seen = []
def hook(event, arguments):
    {condition}
        seen.append(event)
        if len(seen) == {number}:
            {harm}
sys.addaudithook(hook)
from dpone_lsp.cli.main import run
run()
"""


def sabotaged(lint: Lint, *arguments: str, when: str, harm: str, number: int = 1) -> Done:
    """Run with `harm` (a statement) done at the `number`-th event for which `when` (an expression on `event` and `arguments`) holds."""
    code = _FRAME.format(condition=f"if {when}:", harm=harm, number=number)
    return _done(lint, [sys.executable, "-c", code, *arguments])


def limited(lint: Lint, limit: int, *arguments: str) -> Done:
    """Run on a disk that is full as soon as a file has so many bytes."""
    import resource

    return _done(
        lint, _command(arguments), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )


def bound_by_modes(lint: Lint, *arguments: str) -> Done:
    """Run without root's power to ignore the modes of files."""
    return _done(lint, _command(arguments), preexec_fn=_drop_power if os.geteuid() == 0 else None)


def _drop_power() -> None:
    # What a process may ever do is cut before the program starts: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH.
    library = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):
        if library.prctl(24, capability, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "root's power cannot be dropped")


def _command(arguments: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "dpone_lsp.cli", *arguments]


def _done(lint: Lint, command: list[str], **options: Any) -> Done:
    environment = {**lint.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    # Its pipes stay open as long as a process it started lives: whoever is left behind runs into the time limit.
    done = subprocess.run(
        command, cwd=lint.folder, env=environment, capture_output=True, check=False, timeout=60, **options
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def state(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
