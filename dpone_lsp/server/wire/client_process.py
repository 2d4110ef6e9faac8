"""Whether the client's process still lives."""

from __future__ import annotations

import os
import sys


def is_gone(process: int) -> bool | None:
    """True when there is no such process, False when there is one, None when it cannot be told."""
    if process <= 0:
        return None
    if sys.platform == "win32":
        return _is_gone_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        # It exists and belongs to somebody else.
        return False
    return False


def _is_gone_on_windows(process: int) -> bool | None:  # pragma: no cover - the other branch's tests run elsewhere
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(0x00100000, False, process)  # SYNCHRONIZE
    if not handle:
        return None if kernel.GetLastError() == 5 else True  # 5: access denied
    try:
        return kernel.WaitForSingleObject(handle, 0) == 0
    finally:
        kernel.CloseHandle(handle)
