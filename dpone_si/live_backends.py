"""Live replay backends, under the module name that the guide uses; they live in `replay/backends/`."""

from __future__ import annotations

from dpone_si.replay.backends import (
    BaseSqlReplayBackend,
    BigQueryReplayBackend,
    ClickHouseReplayBackend,
    KafkaLiveReplayBackend,
    MssqlReplayBackend,
    PostgresReplayBackend,
    ReplayKafkaClient,
    ReplaySqlClient,
    ReplayStateTable,
)

__all__ = [
    "BaseSqlReplayBackend",
    "BigQueryReplayBackend",
    "ClickHouseReplayBackend",
    "KafkaLiveReplayBackend",
    "MssqlReplayBackend",
    "PostgresReplayBackend",
    "ReplayKafkaClient",
    "ReplaySqlClient",
    "ReplayStateTable",
]
