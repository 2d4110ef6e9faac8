"""A file written in one step: whoever reads it sees the old text or the new one, whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable


def replace_file(
    path: str, data: bytes, *, prefix: str = "", durable: bool = False, prepare: Callable[[str], None] | None = None
) -> None:
    """Put `data` in the place of the file at `path`; raises OSError, and leaves the old file alone, when that is not
    possible.

    `durable`: it is on the disk before the old file goes. `prepare` is called with the path of the new file before it
    takes its place, to give it a mode (until then only its owner may read it); what it raises stops everything.
    `prefix` begins the new file's name until then.
    """
    # Takes longer to import than most runs that write nothing.
    import tempfile

    folder, name = os.path.split(path)
    handle, temporary = tempfile.mkstemp(dir=folder or None, prefix=prefix or f".{name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if prepare is not None:
            prepare(temporary)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
