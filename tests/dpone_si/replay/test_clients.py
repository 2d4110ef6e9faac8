"""Runtime clients and the backend factory: connections by reference, credentials that never show, errors with a cure."""

from __future__ import annotations

import logging
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest

from dpone_si.replay.adapters import ReplayAdapterRegistry
from dpone_si.replay.backends import (
    BigQueryReplayBackend,
    ClickHouseReplayBackend,
    KafkaLiveReplayBackend,
    MssqlReplayBackend,
    PostgresReplayBackend,
)
from dpone_si.replay.clients import (
    ReplayBackendConnection,
    RuntimeReplayBackendFactory,
)
from dpone_si.replay.redaction import redact
from dpone_si.replay.service import ReplayExecutionService
from dpone_si.replay_errors import (
    InvalidIdentifierError,
    ReplayConnectionError,
    ReplayEngineError,
    ReplayRequestError,
    UnknownReplaySinkError,
)
from dpone_si.runtime.connectors.credentials import (
    SinkCredentials,
    credentials_from_environment,
    credentials_from_mapping,
)
from dpone_si.runtime.connectors.mssql import connection_string
from tests.dpone_si.replay.scripted import request

SECRET = "s3cr3t p@ss/'w{o}rd;=äöü"
ENVIRONMENT = {
    "DPONE_CONN_DWH_HOST": "db.example",
    "DPONE_CONN_DWH_PORT": "6543",
    "DPONE_CONN_DWH_DATABASE": "dwh",
    "DPONE_CONN_DWH_USERNAME": "loader",
    "DPONE_CONN_DWH_PASSWORD": SECRET,
    "DPONE_CONN_DWH_PROJECT_ID": "acme",
    "DPONE_CONN_DWH_BOOTSTRAP_SERVERS": "broker:9092",
}
SINKS: dict[str, type[Any]] = {
    "mssql": MssqlReplayBackend,
    "postgres": PostgresReplayBackend,
    "clickhouse": ClickHouseReplayBackend,
    "bigquery": BigQueryReplayBackend,
    "kafka": KafkaLiveReplayBackend,
}


class LeakyConnector:
    """A driver that puts the whole connection string into every error."""

    def __init__(self, sink: str, credentials: SinkCredentials) -> None:
        text = f"mssql://{credentials.username}:{credentials.password}@{credentials.host}"
        self._error = ConnectionError(
            f"cannot reach {text}; PWD={{{credentials.password}}};sasl.password={credentials.sasl_password}"
        )
        self._error.__cause__ = ValueError(credentials.password)
        logging.getLogger("driver").debug("connector of %s built", sink)

    def get_records(self, query: str, params: Any = None) -> list[Any]:
        raise self._error

    def execute_query(self, query: str) -> int:
        raise self._error

    def create_producer(self, options: Any = None) -> Any:
        raise self._error

    def read_topic(self, topic: str) -> Any:
        raise self._error


class LeakyFactory:
    def create(self, sink: str, credentials: SinkCredentials) -> Any:
        return LeakyConnector(sink, credentials)


class BrokenFactory:
    def create(self, sink: str, credentials: SinkCredentials) -> Any:
        raise RuntimeError(f"bad dsn password={credentials.password}")


def connection(sink: str = "postgres", **changes: Any) -> ReplayBackendConnection:
    facts: dict[str, Any] = {
        "sink_type": sink,
        "connection_id": "dwh",
        "target_table": "orders",
        "target_schema": "landing",
    }
    return ReplayBackendConnection(**(facts | changes))


def leaks(text: str) -> bool:
    return any(form in text for form in (SECRET, SECRET.replace("}", "}}"), repr(SECRET)[1:-1], "s3cr3t"))


# --- factory ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sink", SINKS)
def test_each_sink_gets_its_backend(sink: str) -> None:
    factory = RuntimeReplayBackendFactory(connector_factory=LeakyFactory(), environ=ENVIRONMENT)
    assert type(factory.build(connection(sink))) is SINKS[sink]


@pytest.mark.parametrize(
    ("changes", "error", "cure"),
    [
        ({"sink_type": "csv"}, UnknownReplaySinkError, "Use one of"),
        ({"connection_id": "none"}, ReplayConnectionError, "DPONE_CONN_NONE_HOST"),
        ({"connection_id": " "}, ReplayConnectionError, "Name the connection"),
        ({"target_table": ""}, ReplayRequestError, "Name the target table"),
        ({"target_table": 'x"; DROP TABLE y --'}, InvalidIdentifierError, "Use letters"),
        ({"target_schema": "a.b"}, InvalidIdentifierError, "Use letters"),
        ({"target_table": "t" * 60}, InvalidIdentifierError, "shorter name"),
        ({"credentials_source": "vault"}, ReplayConnectionError, "env, params"),
        ({"credentials_source": "params"}, ReplayConnectionError, "Fill `credentials`"),
    ],
)
def test_a_bad_connection_is_a_typed_error_with_the_cure(
    changes: dict[str, Any], error: type[Exception], cure: str
) -> None:
    with pytest.raises(error, match=cure):
        RuntimeReplayBackendFactory(connector_factory=LeakyFactory(), environ=ENVIRONMENT).build(connection(**changes))


@pytest.mark.parametrize(
    ("sink", "missing"),
    [
        ("postgres", "HOST"),
        ("mssql", "DATABASE"),
        ("clickhouse", "HOST"),
        ("bigquery", "PROJECT_ID"),
        ("kafka", "BOOTSTRAP_SERVERS"),
    ],
)
def test_a_missing_field_is_named_with_its_variable(sink: str, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dpone_si.runtime.connectors.bigquery.load_driver", lambda *_, **__: None)
    environ = {key: value for key, value in ENVIRONMENT.items() if not key.endswith(missing)}
    with pytest.raises(ReplayConnectionError, match=f"DPONE_CONN_DWH_{missing}|DPONE_CONN_DWH_PROJECT_ID"):
        RuntimeReplayBackendFactory(environ=environ).build(connection(sink))


@pytest.mark.parametrize("sink", SINKS)
def test_a_missing_driver_names_the_extra(sink: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("psycopg", "pyodbc", "clickhouse_connect", "google.cloud.bigquery", "confluent_kafka"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ReplayConnectionError, match=rf"pip install 'dpone-lsp\[{sink}\]'"):
        RuntimeReplayBackendFactory(environ=ENVIRONMENT).build(connection(sink))


def test_importing_the_factory_imports_no_driver() -> None:
    program = (
        "import sys, dpone_si.replay.clients, dpone_si.runtime.connectors.credentials\n"
        "bad = {'psycopg', 'pyodbc', 'clickhouse_connect', 'google', 'confluent_kafka', 'yaml', 'ruamel', 'pydantic'}\n"
        "print(sorted(bad & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sink", SINKS)
def test_a_planted_secret_reaches_no_artifact_log_or_exception(
    sink: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    backend = RuntimeReplayBackendFactory(connector_factory=LeakyFactory(), environ=ENVIRONMENT).build(connection(sink))
    asked = request(sink_type=sink, yes=True, partition_column="day", unique_key=("id",))
    result = ReplayExecutionService(tmp_path, adapter_registry=ReplayAdapterRegistry(backend=backend)).execute(asked)
    assert result.status == "failed"
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert "cannot reach" in written  # the error itself is there
    assert not leaks(written)
    assert not leaks(caplog.text)
    assert not leaks(repr(result))
    with pytest.raises(ReplayEngineError) as caught:
        backend.validate_staging(asked)
    assert not leaks("".join(traceback.format_exception(caught.value)))
    assert not leaks(repr(caught.value.__context__))


def test_a_connector_that_cannot_be_built_shows_no_secret() -> None:
    with pytest.raises(ReplayConnectionError) as caught:
        RuntimeReplayBackendFactory(connector_factory=BrokenFactory(), environ=ENVIRONMENT).build(connection())
    assert not leaks("".join(traceback.format_exception(caught.value)))


def test_credentials_show_no_secret() -> None:
    values = {
        "password": SECRET,
        "sasl_password": SECRET,
        "service_account_info": {"private_key": SECRET, "type": "service_account"},
    }
    credentials = credentials_from_mapping("dwh", values | {"token": SECRET})
    shown = connection(credentials=values)
    assert not leaks(repr(credentials) + str(credentials) + repr(shown))
    assert SECRET in credentials.secrets()
    assert "service_account" not in credentials.secrets()


def test_an_injected_client_is_scrubbed_by_pattern(tmp_path: Path) -> None:
    """A client of somebody else's making brings no list of secrets; what looks like one is masked all the same."""

    class Foreign:
        def exists(self, schema: str, table: str) -> bool:
            raise OSError(
                "postgres://loader:hunter2hunter2@db/x refused; password=hunter2hunter2 token: 'hunter2hunter2'"
            )

        def execute(self, statement: str) -> None: ...

        def scalar(self, statement: str) -> int:
            return 0

    backend = PostgresReplayBackend(client=Foreign(), target_schema="a", target_table="b", staging_schema="c")
    asked = request(sink_type="postgres", yes=True, partition_column="day")
    ReplayExecutionService(tmp_path, adapter_registry=ReplayAdapterRegistry(backend=backend)).execute(asked)
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert "refused" in written
    assert "hunter2" not in written


@pytest.mark.parametrize(
    "text",
    [
        "password=top-secret-1 host=db",
        "PWD={top-secret-1;x}}y};SERVER=db",
        '{"private_key": "top-secret-1"}',
        "postgresql://me:top-secret-1@db/x",
        "sasl.password: top-secret-1",
        "-----BEGIN RSA PRIVATE KEY-----\ntop-secret-1\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str) -> None:
    assert "top-secret-1" not in redact(text)


def test_redaction_finds_the_forms_drivers_echo() -> None:
    from base64 import b64encode
    from urllib.parse import quote

    for form in (SECRET, quote(SECRET, safe=""), b64encode(SECRET.encode()).decode(), SECRET.replace("'", "''")):
        assert form not in redact(f"failed: <{form}>", [SECRET])


def test_redaction_leaves_ordinary_text_alone() -> None:
    text = "duplicate key value violates unique constraint orders_pkey (key: 42)"
    assert redact(text, ["", "ab"]) == text


# --- credentials ------------------------------------------------------------------------------------------------------


def test_credentials_come_from_dpones_variables() -> None:
    found = credentials_from_environment("dwh", ENVIRONMENT)
    assert (found.host, found.port, found.database, found.username, found.password) == (
        "db.example",
        6543,
        "dwh",
        "loader",
        SECRET,
    )
    legacy = credentials_from_environment("my-dwh", {"MY_DWH_HOST": "old", "DPONE_MY_DWH_USER": "me"})
    assert (legacy.host, legacy.username) == ("old", "me")


def test_a_port_that_is_no_number_is_named() -> None:
    with pytest.raises(ReplayConnectionError, match="DPONE_CONN_DWH_PORT"):
        credentials_from_environment("dwh", ENVIRONMENT | {"DPONE_CONN_DWH_PORT": "http"})


def test_no_value_can_add_an_odbc_keyword() -> None:
    text = connection_string(
        credentials_from_mapping("dwh", {"host": "db", "database": "x};UID={sa", "username": "u", "password": SECRET})
    )
    assert "DATABASE={x}};UID={sa}" in text
    assert f"PWD={{{SECRET.replace('}', '}}')}}}" in text
