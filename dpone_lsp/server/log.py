"""Where the server's log goes: a file when one is named, else nowhere (stderr is shown to users by some editors).

Manifests hold secrets, so nothing of them is logged: no traffic, no request parameters, and of an exception its type
and its way through our code but not its message, which may quote a value.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class DiscreetFormatter(logging.Formatter):
    """Writes exceptions without their messages."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            way = traceback.extract_tb(error.__traceback__)
            lines.extend(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in way)
            lines.append(type(error).__name__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def start_logging(path: str | None, level: str) -> str | None:
    """Set logging up; returns a sentence when the file cannot be written."""
    root = logging.getLogger()
    # pygls logs whole messages with their parameters; the server logs for itself.
    silenced = logging.getLogger("pygls")
    silenced.addHandler(logging.NullHandler())
    silenced.propagate = False
    silenced.setLevel(logging.CRITICAL + 1)
    if path is None:
        root.addHandler(logging.NullHandler())
        logging.disable(logging.CRITICAL)
        return None
    try:
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        return (
            f"the log file `{path}` cannot be written: {error.strerror}. Name a file in a folder that exists and "
            f"may be written to."
        )
    handler.setFormatter(DiscreetFormatter(_FORMAT))
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    return None
