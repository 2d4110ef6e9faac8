"""A finalizer as data: writes, and guards between them that stop it; all of them happen, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dpone_si.live_backends.clients import ReplaySqlClient, ability, number
from dpone_si.live_backends.guarding import GuardedScope, guarded
from dpone_si.replay_errors import ReplayClientError, ReplayRefusedError


@dataclass(frozen=True, slots=True)
class Write:
    """A statement that changes something; `rows` is how many rows it must affect, where that is known beforehand."""

    sql: str
    what: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """A query whose one number must be `expected`; anything else undoes the whole finalizer with `message`."""

    sql: str
    message: str
    expected: int = 0


Statement = Write | Guard


def run_atomically(client: ReplaySqlClient, statements: Sequence[Statement], batch: str | None) -> None:
    """Run `statements` in one transaction of `client`, or as the one atomic `batch` the dialect made of them.

    Raises ReplayClientError, before anything is sent, when the client has no transaction and there is no batch.
    """
    transaction = ability(client, "transaction")
    if transaction is not None:
        with GuardedScope("The transaction could not be opened or committed", transaction):
            for statement in statements:
                _run(client, statement)
        return
    if batch is None:
        raise ReplayClientError(
            "The finalizer needs several statements and the client cannot hold them in one transaction.",
            key="client",
            cure="Inject a client with a `transaction()` scope.",
        )
    guarded("The finalizer batch failed", client.execute, batch)


def _run(client: ReplaySqlClient, statement: Statement) -> None:
    if isinstance(statement, Guard):
        found = number(client, statement.sql, "A check inside the finalizer could not be made")
        if found != statement.expected:
            raise ReplayRefusedError(f"{statement.message} (found {found}, expected {statement.expected}). The finalizer was rolled back.")
        return
    affected: object = guarded(f"{statement.what} failed", client.execute, statement.sql)
    known = isinstance(affected, int) and not isinstance(affected, bool) and affected >= 0
    if statement.rows is not None and known and affected != statement.rows:
        raise ReplayRefusedError(f"{statement.what} affected {affected} rows instead of {statement.rows}. The finalizer was rolled back.")
