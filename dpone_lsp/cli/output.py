"""Writing a report to a file: all of it or nothing."""

from __future__ import annotations

import contextlib
import os
import tempfile

from dpone_lsp.cli.main import UsageError


def write_output(path: str, text: str) -> None:
    """Replace the file at `path` by `text` in one step; raises `UsageError` when that is not possible."""
    target = os.path.abspath(path)
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)}.", dir=os.path.dirname(target))
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise UsageError(f"`{path}` cannot be written: {error.strerror or error}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
