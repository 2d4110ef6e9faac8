"""Standard output and error of a command: closed by whoever started it, full, or with a reader that has gone away."""

from __future__ import annotations

import contextlib
import os
import sys


def open_closed() -> None:
    """Put something writable in the place of a stream that was closed before the start."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for as long as the process lives


def silence() -> None:
    """Point stdout elsewhere: what is left in its buffer is written at the exit, and would fail again."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def refusal(error: OSError) -> str:
    """A full disk, a device that is gone: what the system says is all there is to say."""
    where = f"`{error.filename}`" if error.filename else "standard output cannot be written"
    return f"{where}: {error.strerror or type(error).__name__}"
