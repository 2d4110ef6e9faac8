"""Where the server's log goes: a file when one is named, else nowhere (stderr is shown to users by some editors)."""

from __future__ import annotations

import logging

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging(path: str | None, level: str) -> str | None:
    """Set logging up; returns a sentence when the file cannot be written."""
    root = logging.getLogger()
    if path is None:
        root.addHandler(logging.NullHandler())
        # pygls formats whole messages for its log; without a file that work is for nothing.
        logging.disable(logging.WARNING)
        return None
    try:
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        return f"the log file `{path}` cannot be written: {error.strerror}"
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    root.setLevel(level.upper())
    # The traffic holds the text of manifests, and manifests may hold secrets.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    return None
