"""Live replay backends around injected clients; none of them imports a driver."""

from __future__ import annotations

from dpone_si.live_backends.bigquery import BigQueryReplayBackend
from dpone_si.live_backends.clickhouse import ClickHouseReplayBackend
from dpone_si.live_backends.clients import ReplayKafkaClient, ReplaySqlClient
from dpone_si.live_backends.kafka import KafkaLiveReplayBackend
from dpone_si.live_backends.mssql import MssqlReplayBackend
from dpone_si.live_backends.postgres import PostgresReplayBackend
from dpone_si.live_backends.sql_backend import BaseSqlReplayBackend
from dpone_si.live_backends.state import ReplayStateTable

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
