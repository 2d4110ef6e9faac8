"""Which rows a replay may touch: explicit, complete, in a fixed order, or refused with the cure."""

from __future__ import annotations

from typing import Any

import pytest

from dpone_si.replay.backends import (
    BigQueryReplayBackend,
    ClickHouseReplayBackend,
    KafkaLiveReplayBackend,
    MssqlReplayBackend,
    PostgresReplayBackend,
)
from dpone_si.replay.backends.kafka import replay_events
from dpone_si.replay.backends.scope import ReplayPlan, resolve_scope
from dpone_si.replay_errors import EmptyReplayScopeError, InvalidIdentifierError, ReplayRequestError
from tests.dpone_si.replay.scripted import request

BACKENDS = (MssqlReplayBackend, PostgresReplayBackend, ClickHouseReplayBackend, BigQueryReplayBackend)


class Never:
    """A client that must not be asked anything."""

    def exists(self, schema: str, table: str) -> bool:
        raise AssertionError("asked")

    def execute(self, statement: str) -> None:
        raise AssertionError("asked")

    def scalar(self, statement: str) -> int:
        raise AssertionError("asked")


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"partitions": ()}, "partitions"),
        ({"partition_column": ""}, "partition_column"),
        ({"strategy_mode": "incremental_merge"}, "unique_key"),
        ({"strategy_mode": "full_refresh"}, "scope"),
        ({"strategy_mode": "incremental_append"}, "scope"),
        ({"scope": "keys"}, "unique_key"),
        ({"scope": "partitions", "strategy_mode": "full_refresh", "partitions": ()}, "partitions"),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_an_empty_scope_is_refused_before_anything_is_asked(backend: Any, changes: dict[str, Any], key: str) -> None:
    asked = request(**({"partition_column": "day"} | changes))
    with pytest.raises(EmptyReplayScopeError) as caught:
        backend(client=Never(), target_schema="a", target_table="b", staging_schema="c").validate_staging(asked)
    assert caught.value.key == key
    assert caught.value.cure


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"strategy_mode": "scd2"}, "strategy_mode"),
        ({"strategy_mode": "cdc_apply", "scope": "keys", "unique_key": ("id",)}, "strategy_mode"),
        ({"strategy_mode": "snapshot_diff"}, "strategy_mode"),
        ({"allow_empty": ("2030-01-01",)}, "allow_empty"),
        ({"scope": "keys", "unique_key": ("id",), "allow_empty": ("2024-01-01",)}, "allow_empty"),
        ({"scope": "keys", "unique_key": ("id",), "partition_column": ""}, "partition_column"),
        ({"unique_key": ("id", "id")}, "unique_key"),
        ({"columns": ("a", "a")}, "columns"),
        ({"partitions": tuple(map(str, range(1001)))}, "partitions"),
    ],
)
def test_a_scope_that_cannot_be_meant_is_refused(changes: dict[str, Any], key: str) -> None:
    asked = request(**({"partition_column": "day"} | changes))
    backend = PostgresReplayBackend(client=Never(), target_schema="a", target_table="b", staging_schema="c")
    with pytest.raises(ReplayRequestError) as caught:
        backend.validate_staging(asked)
    assert caught.value.key == key
    assert caught.value.cure


def test_every_partition_is_in_the_scope_in_the_order_of_the_request() -> None:
    assert resolve_scope(request(partition_column="day", partitions=("c", "a", "b"))).units == ("c", "a", "b")


@pytest.mark.parametrize(
    "name", ["", " a", "a ", 'a"b', "a`b", "a]b", "a'b", "a;b", "a\\b", "a\nb", "a{b}", "--a*/", "a\x00"]
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_names_that_could_end_a_quote_are_refused(backend: Any, name: str) -> None:
    for key in ("target_schema", "target_table", "staging_schema", "staging_table"):
        names = {"target_schema": "a", "target_table": "b", "staging_schema": "c"} | {key: name}
        if key == "staging_table" and not name:
            continue
        with pytest.raises(InvalidIdentifierError) as caught:
            backend(client=Never(), **names)
        assert caught.value.key in {key, "staging_table"}
    for key in ("unique_key", "columns"):
        asked = request(**{"partition_column": "day", key: (name,)})
        with pytest.raises(InvalidIdentifierError):
            backend(client=Never(), target_schema="a", target_table="b", staging_schema="c").validate_staging(asked)


@pytest.mark.parametrize("name", ["Order Details", "2024_orders", "größe", "a$b", "a-b", "#temp", "данные"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_ordinary_names_are_accepted(backend: Any, name: str) -> None:
    assert (
        backend(client=Never(), target_schema="a", target_table=name, staging_schema="c").staging_table
        == f"{name}__replay_staging"
    )


@pytest.mark.parametrize("backend", [MssqlReplayBackend, BigQueryReplayBackend])
def test_a_schema_may_be_qualified_where_the_engine_has_that(backend: Any) -> None:
    assert "other" in backend(client=Never(), target_schema="other.dbo", target_table="b", staging_schema="c").target


def test_staging_and_target_must_differ() -> None:
    with pytest.raises(ReplayRequestError, match="same table"):
        PostgresReplayBackend(
            client=Never(), target_schema="a", target_table="b", staging_schema="a", staging_table="b"
        )


def test_a_replay_that_would_wait_for_ever_is_refused() -> None:
    with pytest.raises(ReplayRequestError, match="Use 1 or more"):
        PostgresReplayBackend(
            client=Never(), target_schema="a", target_table="b", staging_schema="c", lock_timeout_seconds=0
        )


@pytest.mark.parametrize("topic", ["", "a b", "a/b", "..", "t" * 250, "ü"])
def test_a_bad_topic_is_refused(topic: str) -> None:
    with pytest.raises(InvalidIdentifierError):
        KafkaLiveReplayBackend(client=Never(), topic=topic)  # type: ignore[arg-type]


@pytest.mark.parametrize("partitions", [(), ("",), ("x" * 1001,), ("a", "a")])
def test_events_are_bounded(partitions: tuple[str, ...]) -> None:
    with pytest.raises(ReplayRequestError):
        replay_events(request(sink_type="kafka", partitions=partitions), "t")


def test_event_ids_are_the_same_whoever_makes_them_and_differ_by_run_and_partition() -> None:
    def ids(**changes: Any) -> list[str]:
        return [event["event_id"] for event in replay_events(request(sink_type="kafka", **changes), "t")]

    assert ids(partitions=("a", "b")) == ids(partitions=("a", "b"))
    assert len({*ids(partitions=("a", "b")), *ids(partitions=("a", "b"), run_id="other")}) == 4
    assert ids(partitions=("a", "b"))[0] == ids(partitions=("a", "c"))[0]


@pytest.mark.parametrize(
    "change",
    [
        {"run_id": "x"},
        {"partitions": ("z",)},
        {"unique_key": ("id",)},
        {"partition_column": "d2"},
        {"scope": "keys", "unique_key": ("id",)},
    ],
)
def test_the_plan_hash_names_the_plan(change: dict[str, Any]) -> None:
    def plan(**changes: Any) -> str:
        asked = request(**({"partition_column": "day"} | changes))
        return ReplayPlan("postgres", asked.run_id, "a.b", "c.d", resolve_scope(asked), ("x", "y")).hash

    assert plan() == plan()
    assert plan(**change) != plan()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_request_for_another_sink_is_refused(backend: Any) -> None:
    other = "mssql" if backend is PostgresReplayBackend else "postgres"
    with pytest.raises(ReplayRequestError, match="Build the backend of the request's sink"):
        backend(client=Never(), target_schema="a", target_table="b", staging_schema="c").validate_staging(
            request(sink_type=other, partition_column="day")
        )
