"""Clients over runtime connectors, under the module name that the guide uses; they live in `replay/clients/`."""

from __future__ import annotations

from dpone_si.replay.clients import (
    CREDENTIALS_SOURCES,
    DEFAULT_STATE_TOPIC,
    KafkaRuntimeConnector,
    ReplayBackendConnection,
    ReplayConnectorFactory,
    RuntimeKafkaReplayClient,
    RuntimeReplayBackendFactory,
    RuntimeSqlReplayClient,
    SqlRuntimeConnector,
)

__all__ = [
    "CREDENTIALS_SOURCES",
    "DEFAULT_STATE_TOPIC",
    "KafkaRuntimeConnector",
    "ReplayBackendConnection",
    "ReplayConnectorFactory",
    "RuntimeKafkaReplayClient",
    "RuntimeReplayBackendFactory",
    "RuntimeSqlReplayClient",
    "SqlRuntimeConnector",
]
