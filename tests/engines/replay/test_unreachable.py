"""Sinks that do not answer, asked through their real drivers: one message, no noise of the driver, no secret anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dpone_si.replay.clients import RuntimeKafkaReplayClient
from dpone_si.replay_errors import ReplayEngineError
from dpone_si.runtime.connectors.credentials import credentials_from_mapping
from tests.engines.replay.layers import engine_module

SECRET = "PLANTED-S3cret/x@y"
KNOWN = {
    "host": "127.0.0.1",
    "port": "1",
    "database": "db",
    "username": "u",
    "password": SECRET,
    "bootstrap_servers": "127.0.0.1:1",
    "security_protocol": "SASL_PLAINTEXT",
    "sasl_mechanism": "PLAIN",
}


@pytest.mark.parametrize(("sink", "driver"), [("postgres", "psycopg"), ("clickhouse", "clickhouse_connect")])
def test_the_command_line_says_it_once_and_in_a_line(tmp_path: Path, sink: str, driver: str) -> None:
    engine_module(sink, driver, driver)
    words = [
        "--source-type",
        "mysql",
        "--sink-type",
        sink,
        "--strategy",
        "partition_replace",
        "--partition=x",
        "--partition-column=dt",
    ]
    live = ["--yes", "--live-backend", "--connection-id=dwh", "--target-table=orders"]
    program = [sys.executable, "-c", "from dpone_si.cli.main import run; run()", "resync", "--run-id=r1", *words, *live]
    connection = {f"DPONE_CONN_DWH_{name.upper()}": value for name, value in KNOWN.items()}
    path = os.pathsep.join([str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(
        program,
        cwd=tmp_path,
        env={**os.environ, **connection, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    [failed] = [line for line in ran.stdout.splitlines() if line.startswith("  failed")]
    assert failed.startswith("  failed   validate_staging: Looking for public.orders failed: OperationalError")
    assert all(line.startswith(("  ", "resync")) for line in ran.stdout.splitlines())
    written = [file.read_text() for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) == 3
    assert SECRET not in "".join([ran.stdout, *written])


def test_kafka_is_silent_while_a_broker_is_away(capfd: pytest.CaptureFixture[str]) -> None:
    engine_module("kafka", "confluent_kafka", "confluent-kafka")
    from dpone_si.runtime.connectors.kafka import KafkaConnector

    credentials = credentials_from_mapping("dwh", KNOWN)
    connector = KafkaConnector(credentials, read_timeout_seconds=0.3)
    client = RuntimeKafkaReplayClient(connector=connector, secrets=credentials.secrets())
    with pytest.raises(ReplayEngineError) as caught:
        client.scalar("kafka_reconcile:r1")
    assert SECRET not in str(caught.value)
    assert capfd.readouterr().err == ""
