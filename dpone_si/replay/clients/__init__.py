"""Joins runtime connectors to the replay ports: clients over connectors, and the factory of live backends."""

from __future__ import annotations

from dpone_si.replay.clients.factory import (
    CREDENTIALS_SOURCES,
    ReplayBackendConnection,
    ReplayConnectorFactory,
    RuntimeReplayBackendFactory,
)
from dpone_si.replay.clients.kafka import DEFAULT_STATE_TOPIC, KafkaRuntimeConnector, RuntimeKafkaReplayClient
from dpone_si.replay.clients.sql import RuntimeSqlReplayClient, SqlRuntimeConnector

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
