"""Faults of our own: logged with the request they happened in, told to the user once, and survived."""

from __future__ import annotations

import functools
import inspect
import logging
import os
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError

_log = logging.getLogger(__name__)

#: Somebody waits for the answer of these; all others are asked by the editor itself, where no answer beats an error
#: message.
_ANSWERED: Final = frozenset(
    (
        types.WORKSPACE_EXECUTE_COMMAND,
        types.TEXT_DOCUMENT_RENAME,
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.WORKSPACE_DIAGNOSTIC,
        types.COMPLETION_ITEM_RESOLVE,
        types.INITIALIZE,
        types.SHUTDOWN,
    )
)


class Failures:
    """Guards handlers. `show` puts a sentence before the user."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._told: set[str] = set()

    def tell(self, what: str, error: BaseException) -> None:
        """Log a fault, and tell the user the first time it happens in `what`."""
        _log.error("internal fault in %s", what, exc_info=error)
        if what not in self._told:
            self._told.add(what)
            self._show(
                f"dpone: an internal fault ({type(error).__name__} in {what}); this is a bug of the server, not of "
                f"your manifest. "
                "The server goes on. Start it with --log-file FILE to see more."
            )

    def guarded(self, method: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        """The handler, which no longer raises anything but answers meant for the client."""
        guard = _Guard(self, method)

        @functools.wraps(handler)
        def call(*arguments: Any) -> Any:
            with guard:
                return handler(*arguments)

        @functools.wraps(handler)
        async def call_async(*arguments: Any) -> Any:
            with guard:
                return await handler(*arguments)

        @functools.wraps(handler)
        def call_in_slices(*arguments: Any) -> Any:
            with guard:
                return (yield from handler(*arguments))

        if inspect.iscoroutinefunction(handler):
            return call_async
        return call_in_slices if inspect.isgeneratorfunction(handler) else call


class _Guard:
    """Around one call of a handler: its faults end here, or are answered where somebody waits for an answer."""

    def __init__(self, failures: Failures, method: str) -> None:
        self._failures = failures
        self._method = method

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, JsonRpcException):
            return False
        self._failures.tell(self._method, error)
        if self._method in _ANSWERED or os.environ.get("DPONE_LSP_RAISE"):
            raise JsonRpcInternalError(f"internal fault in {self._method}: {type(error).__name__}") from None
        return True
