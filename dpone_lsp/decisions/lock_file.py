"""Where the decision lock of a manifest lies."""

from __future__ import annotations

from typing import Any, Final

FILE_NAME: Final = "dpone-lint.lock"


def lock_file(workspace: Any, path: str) -> tuple[str, str] | None:
    """The lock that rules over a manifest and the manifest's path as the lock writes it; None when the workspace has
    no lock.
    """
    for root in getattr(workspace, "roots", ()):
        prefix = root.rstrip("/") + "/"
        if path.startswith(prefix):
            target = prefix + FILE_NAME
            exists = getattr(workspace, "exists", None)
            return (target, path[len(prefix) :]) if exists is not None and exists(target) is True else None
    return None
