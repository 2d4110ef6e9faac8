"""A finalizer as data: writes, and guards between them that stop it; all of them happen, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dpone_si.replay.backends.clients import ReplaySqlClient, ability, number
from dpone_si.replay.backends.guarding import GuardedScope, guarded
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


def run_single_row(client: ReplaySqlClient, limits: Sequence[Write], write: Write) -> None:
    """Run a compare-and-set. In a transaction, if the client has them, it is undone when it changes more than one row.

    A client without transactions gets the one statement alone: it is atomic by itself, and its row is read back.
    """
    transaction = ability(client, "transaction")
    if transaction is None:
        guarded(f"{write.what} failed", client.execute, write.sql)
        return
    with GuardedScope(f"{write.what} failed", transaction):
        for limit in limits:
            _run(client, limit)
        affected: object = guarded(f"{write.what} failed", client.execute, write.sql)
        if isinstance(affected, int) and not isinstance(affected, bool) and affected > 1:
            raise ReplayRefusedError(f"{write.what} would change {affected} rows; it was rolled back.")


def _run(client: ReplaySqlClient, statement: Statement) -> None:
    if isinstance(statement, Guard):
        found = number(client, statement.sql, "A check inside the finalizer could not be made")
        if found != statement.expected:
            raise ReplayRefusedError(
                f"{statement.message} (found {found}, expected {statement.expected}). The finalizer was rolled back."
            )
        return
    affected: object = guarded(f"{statement.what} failed", client.execute, statement.sql)
    known = isinstance(affected, int) and not isinstance(affected, bool) and affected >= 0
    if statement.rows is not None and known and affected != statement.rows:
        raise ReplayRefusedError(
            f"{statement.what} affected {affected} rows instead of {statement.rows}. The finalizer was rolled back."
        )
