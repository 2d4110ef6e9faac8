"""The Kafka client: what counts as delivered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dpone_si.replay.backends import (
    KafkaLiveReplayBackend,
)
from dpone_si.replay.clients import (
    RuntimeKafkaReplayClient,
)
from tests.dpone_si.replay.scripted import request


class Producer:
    def __init__(self, left: int = 0) -> None:
        self.sent: list[tuple[str, bytes, Any]] = []
        self.left = left
        self.callbacks: list[Any] = []

    def produce(self, topic: str, value: bytes, on_delivery: Any = None, key: Any = None) -> None:
        self.sent.append((topic, value, key))
        self.callbacks.append(on_delivery)

    def flush(self, timeout: float | None = None) -> int:
        for callback in self.callbacks:
            callback(None, None)
        self.callbacks.clear()
        return self.left


class KafkaConnectorFake:
    def __init__(self, producer: Producer) -> None:
        self.producer = producer

    def create_producer(self, options: Any = None) -> Producer:
        return self.producer


def test_events_are_keyed_by_partition_and_counted() -> None:
    producer = Producer()
    client = RuntimeKafkaReplayClient(connector=KafkaConnectorFake(producer))
    client.produce("t", {"run_id": "r", "partition": "ü"})
    client.produce("t", {"run_id": "r"})
    assert client.flush() == 0
    assert [key for _, _, key in producer.sent] == ["ü".encode(), None]
    assert json.loads(producer.sent[0][1]) == {"run_id": "r", "partition": "ü"}
    assert client.delivery_counts() == (2, 2, 0)


def test_the_backend_fails_when_events_are_left_in_the_queue() -> None:
    client = RuntimeKafkaReplayClient(connector=KafkaConnectorFake(Producer(left=1)), command_handler=lambda _: 1)
    backend = KafkaLiveReplayBackend(client=client, topic="t")
    backend.validate_staging(request(sink_type="kafka"))
    assert not backend.produce_replay_events(request(sink_type="kafka")).passed
    assert not backend.commit_state(request(sink_type="kafka")).passed


def test_an_event_without_a_delivery_report_is_not_delivered() -> None:
    """An empty queue says only that nothing waits; the reports say what the broker took."""

    class Forgetful(Producer):
        def flush(self, timeout: float | None = None) -> int:
            self.callbacks.pop()
            return super().flush(timeout)

    client = RuntimeKafkaReplayClient(connector=KafkaConnectorFake(Forgetful()), command_handler=lambda _: 1)
    backend = KafkaLiveReplayBackend(client=client, topic="t")
    backend.validate_staging(request(sink_type="kafka"))
    result = backend.produce_replay_events(request(sink_type="kafka"))
    assert (result.passed, result.message) == (False, "0 of 1 events were acknowledged, 0 refused")


@pytest.mark.parametrize(("answers", "passes"), [((1, 1), True), ((0, 1), False), ((2, 1), False), ((1, 0), False)])
def test_the_three_method_client_answers_with_numbers(answers: tuple[int, int], passes: bool) -> None:
    class Three:
        def produce(self, topic: str, value: dict[str, Any]) -> None: ...

        def flush(self) -> None: ...

        def scalar(self, statement: str) -> int:
            return {"kafka_reconcile:run-1": answers[0], "state_commit:run-1": answers[1]}[statement]

    from dpone_si.replay.adapters import KafkaReplayAdapter

    result = KafkaReplayAdapter(backend=KafkaLiveReplayBackend(client=Three(), topic="t")).execute(
        request(sink_type="kafka")
    )
    assert (result.status == "executed", result.state_committed) == (passes, passes)
