"""Where our own failures are logged (a rule that crashed, a module that could not be loaded); reports name them in a
sentence.

`logging` is imported when there is something to log: most runs have nothing, and it takes as long as checking a
manifest.
"""

from __future__ import annotations

_quiet = False


def keep_off_stderr() -> None:
    """Log nowhere unless a handler has been set up."""
    global _quiet
    _quiet = True


def log_failure(message: str, *details: object) -> None:
    """Log the exception that is being handled."""
    import logging

    logger = logging.getLogger("dpone_lsp")
    if _quiet and not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.exception(message, *details)
