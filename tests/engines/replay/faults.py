"""A client that loses its connection before or after its n-th action, whichever that is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.engines.replay.engine import SqlEngine


class FaultyClient:
    """Counts every statement, query and commit, and breaks the connection at one of them.

    `at` is the number of the action (from 1; 0 never breaks), `when` is `before` or `after` it takes effect.
    """

    def __init__(self, engine: SqlEngine, *, at: int = 0, when: str = "before") -> None:
        self._engine = engine
        self._client = engine.client()
        self._at = at
        self._when = when
        self.actions: list[str] = []
        self.transactional = self._client.transactional

    def exists(self, schema: str, table: str) -> bool:
        return self._client.exists(schema, table)

    def scalar(self, statement: str) -> int:
        return self._act(statement, lambda: self._client.scalar(statement))

    def execute(self, statement: str) -> int | None:
        return self._act(statement, lambda: self._client.execute(statement))

    def rows(self, statement: str) -> Any:
        return self._client.rows(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        scope = self._client.transaction()
        scope.__enter__()
        try:
            yield
            self._act("COMMIT", lambda: scope.__exit__(None, None, None))
        except BaseException as error:
            if not isinstance(error, LostError) or self.actions[-1] != "COMMIT" or self._when == "before":
                self._leave(scope)
            raise

    def _leave(self, scope: Any) -> None:
        with suppress(Exception):  # the connection is gone; the fault itself is on its way
            scope.__exit__(*sys.exc_info())

    def _act(self, name: str, action: Callable[[], Any]) -> Any:
        self.actions.append(name)
        broken = len(self.actions) == self._at
        if broken and self._when == "before":
            self._lose()
        result = action()
        if broken:
            self._lose()
        return result

    def _lose(self) -> None:
        self._engine.kill(self._client)
        raise LostError("the connection to the server was lost")


class LostError(ConnectionError):
    """The injected fault."""


class AfterFinalizer:
    """A backend wrapper that does something to the target between the finalizer and the reconciliation."""

    def __init__(self, backend: Any, meddle: Callable[[], None]) -> None:
        self._backend = backend
        self._meddle = meddle

    def execute_finalizer(self, request: Any) -> Any:
        result = self._backend.execute_finalizer(request)
        self._meddle()
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)
