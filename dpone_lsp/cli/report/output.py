"""Writing a report to a file: all of it or nothing."""

from __future__ import annotations

import os
import stat

from dpone_lsp.cli.errors import UsageError
from dpone_si.atomic import replace_file


def write_output(path: str, text: str) -> None:
    """Replace the file at `path` by `text` in one step; raises `UsageError` when that is not possible.

    Devices and pipes (`/dev/stderr`, a FIFO) are written to as they are. A link keeps being one: its target is
    replaced.
    """
    target = os.path.realpath(path)
    data = text.encode("utf-8", "backslashreplace")
    try:
        mode = _mode(path)
        if mode is not None and not stat.S_ISREG(mode):
            # Not the resolved path: what /dev/stdout leads to may have no name of its own.
            with open(path, "wb") as file:
                file.write(data)
            return
        if mode is not None and not os.access(target, os.W_OK):
            raise PermissionError(13, "the file is read-only")
        rights = 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode)
        replace_file(target, data, prepare=lambda new: os.chmod(new, rights))
    except OSError as error:
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
