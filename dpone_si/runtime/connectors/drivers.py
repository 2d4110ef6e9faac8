"""Imports an optional driver when a connector is built, and names the extra to install when it is missing."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from dpone_si.replay_errors import ReplayConnectionError


def load_driver(module: str, *, extra: str) -> Any:
    """The driver module. Raises ReplayConnectionError with the extra that installs it."""
    # Without a handler of its own, what a driver logs about a failure lands on the user's screen beside our message.
    logging.getLogger(module.partition(".")[0]).addHandler(logging.NullHandler())
    try:
        return import_module(module)
    except ImportError as error:
        raise ReplayConnectionError(
            f"The driver {module} is not installed or does not load ({error.name or type(error).__name__}).",
            key="connection",
            cure=f"Install it with `pip install 'dpone-lsp[{extra}]'`.",
        ) from error
