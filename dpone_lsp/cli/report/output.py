"""Writing a report to a file: all of it or nothing."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from dpone_lsp.cli.errors import UsageError


def write_output(path: str, text: str) -> None:
    """Replace the file at `path` by `text` in one step; raises `UsageError` when that is not possible.

    Devices and pipes (`/dev/stderr`, a FIFO) are written to as they are. A link keeps being one: its target is replaced.
    """
    target = os.path.realpath(path)
    data = text.encode("utf-8", "backslashreplace")
    temporary = None
    try:
        mode = _mode(path)
        if mode is not None and not stat.S_ISREG(mode):
            # Not the resolved path: what /dev/stdout leads to may have no name of its own.
            with open(path, "wb") as file:
                file.write(data)
            return
        if mode is not None and not os.access(target, os.W_OK):
            raise PermissionError(13, "the file is read-only")
        handle, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)}.", dir=os.path.dirname(target))
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise UsageError(f"`{path}` cannot be written: {error.strerror or error}") from None


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
