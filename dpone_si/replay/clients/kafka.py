"""Kafka connector -> replay port: delivery reports, reading back, and the state kept in a topic of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, cast

from dpone_si.replay.backends.guarding import scrubbed
from dpone_si.replay.redaction import redact
from dpone_si.replay_errors import ReplayEngineError

DEFAULT_STATE_TOPIC = "__dpone__replay_state"


class KafkaRuntimeConnector(Protocol):
    """What a Kafka connector must offer; `read_topic` is optional and lets the replay read its events back."""

    def create_producer(self, options: dict[str, Any] | None = None) -> Any: ...


class RuntimeKafkaReplayClient:
    """Kafka connector -> replay port, with delivery reports, reading back, and the state kept in a topic of its own.

    `command_handler` replaces the built-in answers of `scalar` (reconcile count, state commit); without it the
    connector must have `read_topic`.
    """

    def __init__(
        self,
        *,
        connector: KafkaRuntimeConnector,
        producer_options: dict[str, Any] | None = None,
        command_handler: Callable[[str], int] | None = None,
        state_topic: str = DEFAULT_STATE_TOPIC,
        flush_timeout_seconds: float = 60.0,
        secrets: Sequence[str] = (),
    ) -> None:
        self._connector = connector
        self._producer_options = producer_options
        self._command_handler = command_handler
        self._state_topic = state_topic
        self._flush_timeout = flush_timeout_seconds
        self._secrets = tuple(secrets)
        self._producer: Any | None = None
        self._produced = 0
        self._delivered = 0
        self._errors: list[str] = []
        self._topics: dict[str, str] = {}
        read_topic: object = getattr(connector, "read_topic", None)
        self._read_topic = cast("Callable[[str], Iterator[bytes]]", read_topic) if callable(read_topic) else None
        if self._read_topic is not None:
            # Offered only where they work: the backend asks the client for them by name.
            self.read_events = self._read_events
        if self._read_topic is not None and command_handler is None:
            self.state_status = self._state_status

    def produce(self, topic: str, value: dict[str, Any]) -> None:
        """Hand one event over; its partition key is `value["partition"]`, so a partition's events keep their order."""
        payload = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        key = value.get("partition")
        options = {"key": str(key).encode()} if key is not None else {}
        run_id = value.get("run_id")
        if isinstance(run_id, str):
            self._topics[run_id] = topic
        producer = scrubbed(self._secrets, "", self._open)
        scrubbed(self._secrets, "", producer.produce, topic, value=payload, on_delivery=self._on_delivery, **options)
        self._produced += 1

    def flush(self) -> int | None:
        """Wait for delivery; the number of events still undelivered. Raises ReplayEngineError if one was refused."""
        producer = scrubbed(self._secrets, "", self._open)
        left: object = scrubbed(self._secrets, "", producer.flush, self._flush_timeout)
        if self._errors:
            raise ReplayEngineError(f"{len(self._errors)} events were refused: {self._errors[0]}.")
        return left if isinstance(left, int) else None

    def delivery_counts(self) -> tuple[int, int, int]:
        return self._produced, self._delivered, len(self._errors)

    def scalar(self, statement: str) -> int:
        if self._command_handler is not None:
            return int(scrubbed(self._secrets, "The command handler failed", self._command_handler, statement))
        command, _, run_id = statement.partition(":")
        if command == "kafka_reconcile":
            events = self._read_events(self._topics.get(run_id, ""), run_id)
            return len({str(event.get("event_id")) for event in events})
        if command == "state_commit":
            return self._commit(run_id)
        raise ReplayEngineError(f"{command!r} is no command of the Kafka replay client.")

    def _read_events(self, topic: str, run_id: str) -> list[dict[str, Any]]:
        """The replay events of `run_id` in `topic`; records of other producers are passed over."""
        if self._read_topic is None:
            raise ReplayEngineError(
                "The Kafka connector cannot read the topic back, so nothing can be reconciled.",
                cure="Use a connector with `read_topic`, or give the client a command handler.",
            )
        read_topic = self._read_topic
        payloads = scrubbed(self._secrets, "", lambda: list(read_topic(topic)))
        return [event for event in map(_event, payloads) if event.get("run_id") == run_id]

    def _state_status(self, run_id: str) -> int:
        return int(any(e.get("status") == "committed" for e in self._read_events(self._state_topic, run_id)))

    def _commit(self, run_id: str) -> int:
        """Append the commit to the state topic and read it back: a log has no compare-and-set, but it has an order."""
        if not self._state_status(run_id):
            self.produce(self._state_topic, {"run_id": run_id, "status": "committed"})
            if self.flush() != 0:
                return 0
        return self._state_status(run_id)

    def _on_delivery(self, error: Any, message: Any) -> None:
        del message
        if error is None:
            self._delivered += 1
        else:
            self._errors.append(redact(str(error), self._secrets))

    def _open(self) -> Any:
        if self._producer is None:
            self._producer = self._connector.create_producer(self._producer_options)
        return self._producer


def _event(payload: bytes) -> dict[str, Any]:
    try:
        parsed: object = json.loads(payload)
    except ValueError:
        return {}
    return cast("dict[str, Any]", parsed) if isinstance(parsed, dict) else {}
