"""What the analysis logs (a rule that crashed, a module that could not be loaded) is for `--verbose`; reports name it in a sentence."""

from __future__ import annotations

import logging

_shown = False


def show_logs() -> None:
    """Let the log go to stderr."""
    global _shown
    _shown = True


def hide_logs() -> None:
    """Keep the log off stderr unless somebody asked for it."""
    logger = logging.getLogger("dpone_lsp")
    if not _shown and not logger.handlers:
        logger.addHandler(logging.NullHandler())
