"""librdkafka's mock broker, reached through the library that the confluent-kafka wheel brings; with fault injection.

It speaks the wire protocol to real clients. It does not isolate transactions, so nothing here claims that it does.
"""

from __future__ import annotations

import ctypes
import glob
from pathlib import Path
from typing import Any

from tests.engines.replay.layers import engine_module, skip_engine

PRODUCE = 0
REQUEST_TIMED_OUT, TOPIC_AUTHORIZATION_FAILED, INVALID_RECORD = 7, 29, 87


class MockBroker:
    """One mock broker of its own library handle; `close` ends it."""

    def __init__(self) -> None:
        package = engine_module("kafka", "confluent_kafka", "confluent-kafka")
        found = glob.glob(str(Path(package.__file__).parent.parent / "confluent_kafka.libs" / "librdkafka*.so*"))
        if not found:
            skip_engine("kafka", "this build of confluent-kafka brings no librdkafka of its own, so no mock broker")
        self._library = _declared(ctypes.CDLL(found[0]))
        text = ctypes.create_string_buffer(512)
        self._handle = self._library.rd_kafka_new(0, self._library.rd_kafka_conf_new(), text, 512)
        assert self._handle, text.value
        self._cluster = self._library.rd_kafka_mock_cluster_new(self._handle, 1)
        self.servers: str = self._library.rd_kafka_mock_cluster_bootstraps(self._cluster).decode()

    def create_topic(self, topic: str, partitions: int = 3) -> None:
        assert self._library.rd_kafka_mock_topic_create(self._cluster, topic.encode(), partitions, 1) == 0

    def fail_produce(self, *codes: int) -> None:
        """Answer the next produce requests with these error codes, one each."""
        array = (ctypes.c_int * len(codes))(*codes)
        self._library.rd_kafka_mock_push_request_errors_array(self._cluster, PRODUCE, len(codes), array)

    def forget_failures(self) -> None:
        self._library.rd_kafka_mock_clear_request_errors(self._cluster, PRODUCE)

    def set_down(self) -> None:
        assert self._library.rd_kafka_mock_broker_set_down(self._cluster, 1) == 0

    def set_up(self) -> None:
        assert self._library.rd_kafka_mock_broker_set_up(self._cluster, 1) == 0

    def close(self) -> None:
        self._library.rd_kafka_mock_cluster_destroy(self._cluster)
        self._library.rd_kafka_destroy(self._handle)


def _declared(library: Any) -> Any:
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    signatures: dict[str, tuple[Any, list[Any]]] = {
        "rd_kafka_conf_new": (pointer, []),
        "rd_kafka_new": (pointer, [number, pointer, text, ctypes.c_size_t]),
        "rd_kafka_destroy": (None, [pointer]),
        "rd_kafka_mock_cluster_new": (pointer, [pointer, number]),
        "rd_kafka_mock_cluster_destroy": (None, [pointer]),
        "rd_kafka_mock_cluster_bootstraps": (text, [pointer]),
        "rd_kafka_mock_topic_create": (number, [pointer, text, number, number]),
        "rd_kafka_mock_push_request_errors_array": (None, [pointer, ctypes.c_int16, ctypes.c_size_t, pointer]),
        "rd_kafka_mock_clear_request_errors": (None, [pointer, ctypes.c_int16]),
        "rd_kafka_mock_broker_set_down": (number, [pointer, ctypes.c_int32]),
        "rd_kafka_mock_broker_set_up": (number, [pointer, ctypes.c_int32]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
