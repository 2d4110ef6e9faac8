"""The ports live backends talk through: three small methods, and what a client may offer on top of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, cast

from dpone_si.replay.backends.guarding import guarded
from dpone_si.replay_errors import ReplayEngineError


class ReplaySqlClient(Protocol):
    """All a SQL backend needs. What `execute` did is durable when it returns, unless a transaction is open."""

    def exists(self, schema: str, table: str) -> bool: ...

    def execute(self, statement: str) -> int | None:
        """Run one statement or batch; the number of affected rows where the client knows it, else None."""
        ...

    def scalar(self, statement: str) -> int:
        """The one number the query yields; raises, or returns None, when there is none."""
        ...


class TransactionalReplaySqlClient(ReplaySqlClient, Protocol):
    """Optional extension: a scope that commits when it is left and rolls back, all of it, when an error leaves it.

    A client that has the method but cannot keep the promise on its engine says so with `transactional = False`.
    """

    def transaction(self) -> AbstractContextManager[object]: ...


class RowReplaySqlClient(ReplaySqlClient, Protocol):
    """Optional extension: reads rows, so a backend can look up the columns a request does not name."""

    def rows(self, statement: str) -> Sequence[Sequence[object]]: ...


class ReplayKafkaClient(Protocol):
    """All the Kafka backend needs.

    `flush` returns the number of events still undelivered; None means the client cannot tell. `scalar` answers
    `kafka_reconcile:<run_id>` with the number of distinct event ids of the run in the topic and
    `state_commit:<run_id>` with 1 once the state of the run is committed.
    """

    def produce(self, topic: str, value: dict[str, Any]) -> None: ...

    def flush(self) -> int | None: ...

    def scalar(self, statement: str) -> int: ...


class DeliveryReportingKafkaClient(ReplayKafkaClient, Protocol):
    """Optional extension: how many events were handed over, acknowledged and refused since the client was built."""

    def delivery_counts(self) -> tuple[int, int, int]: ...


class ReadingKafkaClient(ReplayKafkaClient, Protocol):
    """Optional extension: reads the events of a run back, to the end of every partition of the topic."""

    def read_events(self, topic: str, run_id: str) -> Sequence[Mapping[str, Any]]: ...


class StatefulKafkaClient(ReplayKafkaClient, Protocol):
    """Optional extension: says before anything is produced whether the state of a run can be committed and is.

    0: open, 1: committed. Raises when there is no place to keep the state.
    """

    def state_status(self, run_id: str) -> int: ...


def ability(client: object, name: str) -> Callable[..., Any] | None:
    """The optional method `name` of `client`, or None."""
    if name == "transaction" and getattr(client, "transactional", True) is False:
        return None
    found: object = getattr(client, name, None)
    return cast("Callable[..., Any]", found) if callable(found) else None


def number(client: ReplaySqlClient, statement: str, what: str) -> int:
    """The number that `statement` yields; no row, NULL or anything that is not a number raises ReplayEngineError."""
    value: object = guarded(what, client.scalar, statement)
    try:
        if value is None or isinstance(value, bool) or int(value) != value:  # type: ignore[call-overload]  # pyright: ignore
            raise ValueError(value)
    except (TypeError, ValueError):
        shown = type(value).__name__
        raise ReplayEngineError(
            f"{what}: the client answered with {shown} instead of a number.",
            cure="Make the client's `scalar` return the number of the first row, and raise when there is none.",
        ) from None
    return int(value)  # type: ignore[call-overload]  # pyright: ignore
