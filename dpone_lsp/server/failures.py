"""Faults of our own: logged with the request they happened in, told to the user once, and survived."""

from __future__ import annotations

import functools
import inspect
import logging
import os
from collections.abc import Callable
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError

_log = logging.getLogger(__name__)

#: Somebody waits for the answer of these; all others are asked by the editor itself, where no answer beats an error message.
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
                f"dpone: an internal fault ({type(error).__name__} in {what}); this is a bug of the server, not of your manifest. "
                "The server goes on. Start it with --log-file FILE to see more."
            )

    def guarded(self, method: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        """The handler, which no longer raises anything but answers meant for the client."""

        def failed(error: Exception) -> None:
            self.tell(method, error)
            if method in _ANSWERED or os.environ.get("DPONE_LSP_RAISE"):
                raise JsonRpcInternalError(f"internal fault in {method}: {type(error).__name__}") from None

        if inspect.iscoroutinefunction(handler):

            @functools.wraps(handler)
            async def guard_async(*arguments: Any) -> Any:
                try:
                    return await handler(*arguments)
                except JsonRpcException:
                    raise
                except Exception as error:  # noqa: BLE001 - the guard of last resort
                    return failed(error)

            return guard_async

        if inspect.isgeneratorfunction(handler):

            @functools.wraps(handler)
            def guard_slices(*arguments: Any) -> Any:
                try:
                    return (yield from handler(*arguments))
                except JsonRpcException:
                    raise
                except Exception as error:  # noqa: BLE001 - the guard of last resort
                    return failed(error)

            return guard_slices

        @functools.wraps(handler)
        def guard(*arguments: Any) -> Any:
            try:
                return handler(*arguments)
            except JsonRpcException:
                raise
            except Exception as error:  # noqa: BLE001 - the guard of last resort
                return failed(error)

        return guard
