"""Calls into drivers: what they raise becomes a ReplayEngineError that says what was done and holds no secret.

These are functions and not context managers for a reason: an error raised while a `with` block unwinds is chained to
the driver's own exception, and that one's text, or its cause's, may hold the connection string.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import ParamSpec, TypeVar

from dpone_si.replay.redaction import redact
from dpone_si.replay_errors import ReplayEngineError, ReplayError

P = ParamSpec("P")
R = TypeVar("R")


def guarded(what: str, action: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """The result of `action`; whatever it raises comes out as ReplayEngineError that begins with `what`."""
    return scrubbed((), what, action, *arguments, **named)


def scrubbed(secrets: Sequence[str], what: str, action: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """`guarded` with the secrets that the text is known to hold. Other replay errors pass unchanged."""
    try:
        return action(*arguments, **named)
    except ReplayEngineError as error:
        text = error.message
        cure = error.cure
    except ReplayError:
        raise
    except Exception as error:  # noqa: BLE001  a driver may raise anything
        # Drivers like several lines with tabs; a message is one.
        text = f"{type(error).__name__}: {' '.join(redact(str(error), secrets).split())}"
        cure = ""
    # Raised behind the except clause, the new error has no context.
    raise ReplayEngineError(f"{what}: {text}" if what else text, cure=cure)


class GuardedScope:
    """A transaction scope whose own errors (opening, committing) are guarded; an error of its body passes unchanged."""

    def __init__(
        self, what: str, open_scope: Callable[[], AbstractContextManager[object]], secrets: Sequence[str] = ()
    ) -> None:
        self._what = what
        self._open_scope = open_scope
        self._secrets = tuple(secrets)
        self._scope: AbstractContextManager[object] | None = None

    def __enter__(self) -> None:
        self._scope = scrubbed(self._secrets, self._what, self._open_scope)
        scrubbed(self._secrets, self._what, self._scope.__enter__)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        scope = self._scope
        if scope is None:
            return False
        if error is None:
            scrubbed(self._secrets, self._what, scope.__exit__, None, None, None)
            return False
        try:
            scope.__exit__(kind, error, trace)
        except Exception as second:  # noqa: BLE001  a driver may raise anything
            # Rolling back failed too, as it does on a lost connection; the first error is the one to report.
            if second is not error and isinstance(error, ReplayError):
                error.add_note("The connection did not answer to the rollback either.")
        return False
