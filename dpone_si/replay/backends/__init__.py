"""Live replay backends around injected clients; none of them imports a driver."""

from __future__ import annotations

from dpone_si.replay.backends.bigquery import BigQueryReplayBackend
from dpone_si.replay.backends.clickhouse import ClickHouseReplayBackend
from dpone_si.replay.backends.clients import ReplayKafkaClient, ReplaySqlClient
from dpone_si.replay.backends.kafka import KafkaLiveReplayBackend
from dpone_si.replay.backends.mssql import MssqlReplayBackend
from dpone_si.replay.backends.postgres import PostgresReplayBackend
from dpone_si.replay.backends.sql_backend import BaseSqlReplayBackend
from dpone_si.replay.backends.state import ReplayStateTable

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
