"""Kafka through confluent-kafka: an idempotent producer, and a reader that goes to the end of a topic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dpone_si.replay_errors import ReplayEngineError
from dpone_si.runtime.connectors.credentials import SinkCredentials
from dpone_si.runtime.connectors.drivers import load_driver

_CRITICAL = 2
"""librdkafka writes to stderr by itself, twenty lines a second while a broker is away; errors reach us as
exceptions.
"""


class KafkaConnector:
    """Builds producers and reads topics; `config` is librdkafka configuration and wins over the credentials."""

    def __init__(
        self, credentials: SinkCredentials, *, config: dict[str, Any] | None = None, read_timeout_seconds: float = 30.0
    ) -> None:
        credentials.require("bootstrap_servers")
        self._kafka = load_driver("confluent_kafka", extra="kafka")
        self._read_timeout = read_timeout_seconds
        self._config = {**_client_config(credentials), **(config or {})}

    def create_producer(self, options: dict[str, Any] | None = None) -> Any:
        """A producer with acks from all replicas and idempotence, so that its own retries add no duplicates."""
        safe = {"acks": "all", "enable.idempotence": True, "client.id": "dpone-replay"}
        return self._kafka.Producer({**self._config, **(options or {}), **safe})

    def read_topic(self, topic: str) -> Iterator[bytes]:
        """The values of all committed records of `topic`, from the first to the present end of every partition.

        Partitions are assigned, not subscribed to, so no group is joined and no offset is stored. Raises
        ReplayEngineError when nothing arrives for `read_timeout_seconds` before the end. An unknown topic is empty.
        """
        kafka = self._kafka
        consumer = kafka.Consumer(
            {
                **self._config,
                "group.id": "dpone-replay-reader",
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
                "fetch.wait.max.ms": 10,  # the end is announced only after this wait, and nothing new is waited for
            }
        )
        try:
            described = consumer.list_topics(topic, timeout=self._read_timeout).topics.get(topic)
            if described is None or described.error is not None:
                return
            partitions = list(described.partitions)
            consumer.assign([kafka.TopicPartition(topic, number, kafka.OFFSET_BEGINNING) for number in partitions])
            yield from _until_end(consumer, kafka.KafkaError._PARTITION_EOF, len(partitions), self._read_timeout)
        finally:
            consumer.close()


def _until_end(consumer: Any, end_code: int, partitions: int, timeout_seconds: float) -> Iterator[bytes]:
    ended: set[int] = set()
    while len(ended) < partitions:
        message = consumer.poll(timeout_seconds)
        if message is None:
            raise ReplayEngineError(
                "The topic could not be read to its end in time.",
                key="topic",
                cure="Check that the brokers answer, then repeat the replay.",
            )
        error = message.error()
        if error is None:
            if message.value() is not None:
                yield message.value()
        elif error.code() == end_code:
            ended.add(message.partition())
        else:
            raise ReplayEngineError(f"Reading the topic failed: {error.name()}.", key="topic")


def _client_config(credentials: SinkCredentials) -> dict[str, Any]:
    pairs = {
        "log_level": _CRITICAL,
        "bootstrap.servers": credentials.bootstrap_servers,
        "security.protocol": credentials.security_protocol,
        "sasl.mechanism": credentials.sasl_mechanism,
        "sasl.username": credentials.sasl_username or credentials.username,
        "sasl.password": credentials.sasl_password or credentials.password,
        "ssl.ca.location": credentials.ssl_ca_location,
    }
    return {key: value for key, value in pairs.items() if value}
