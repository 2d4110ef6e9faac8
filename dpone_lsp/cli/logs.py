"""What the analysis logs is for `--verbose`."""

from __future__ import annotations

from dpone_lsp.support.failure_log import keep_off_stderr

_shown = False


def show_logs() -> None:
    """Let the log go to stderr."""
    global _shown
    _shown = True


def hide_logs() -> None:
    """Keep the log off stderr unless somebody asked for it."""
    if not _shown:
        keep_off_stderr()
