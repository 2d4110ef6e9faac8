"""Options of the SQL Server to ClickHouse route: what dpone stops at is told with its key, what it takes is not."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from dpone_si.compiler import StrategyAutoCompiler
from dpone_si.errors import NativeOptionError
from dpone_si.native_options import native_option_problems
from tests.oracle.client import OracleClient, OracleError

SOURCE = [
    *(f"partitioning.{name}" for name in ("num_partitions", "max_partitions", "target_rows_per_partition")),
    *(f"partitioning.{name}" for name in ("export_workers", "load_workers", "planner.min_partition_rows")),
    "partitioning.planner.max_hot_partition_factor",
    "partitioning.ranges",
    "partitioning.range_parallelism",
    *("num_partitions", "partition_count", "partition_workers", "partition_load_workers", "columns", "source_schema"),
    *(
        "partitioning.column",
        "partition_column",
        "partitioning.adaptive.max_skew_ratio",
        "partitioning.adaptive.retry_split_factor",
    ),
    "native_transfer.wire.block_rows",
    "native_transfer.wire.binary_format",
]
BOTH = [
    *(f"bulk.bcp.{name}" for name in ("batch_size", "packet_size", "timeout_seconds")),
    *(f"clickhouse_bulk.client.{name}" for name in ("port", "timeout_seconds")),
    *(f"clickhouse_bulk.http.{name}" for name in ("port", "timeout_seconds", "chunk_size")),
    *(f"clickhouse_bulk.native_tcp.{name}" for name in ("port", "timeout_seconds", "connection_pool_size")),
    *("bcp_batch_size", "bcp_packet_size", "bcp_timeout_seconds", "parallel_load_workers"),
    *(
        "clickhouse_client_port",
        "clickhouse_http_port",
        "clickhouse_http_chunk_size",
        "clickhouse_http_timeout_seconds",
    ),
    *("clickhouse_bulk.insert_settings", "clickhouse_insert_settings"),
]
VALUES = ["", "x", "5", 0, 7, None, -1, 1.5, "1.5", [], [{}], True, False, {}, "mssql_native", " MSSQL_native"]


def options(random: Random, paths: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path in paths:
        if random.random() < 0.08:
            block = made
            *parents, name = path.split(".")
            for parent in parents:
                block = block.setdefault(parent, {})
            block[name] = random.choice(VALUES)
    return made


@pytest.mark.parametrize("seed", range(3))
def test_problems_are_found_exactly_where_dpone_stops(oracle: OracleClient, seed: int) -> None:
    """No false alarm and nothing missed, over random option blocks."""
    random = Random(seed)
    stopped = 0
    for _ in range(500):
        source = options(random, [*SOURCE, *BOTH])
        sink = options(random, BOTH)
        problems = native_option_problems(source, sink)
        try:
            oracle.advise(
                {"source_type": "mssql", "sink_type": "clickhouse", "source_options": source, "sink_options": sink}
            )
        except OracleError:
            stopped += 1
            assert problems, (source, sink)
        else:
            assert problems == (), (source, sink)
    assert stopped > 50


@pytest.mark.parametrize(
    ("parallelism", "key"),
    [
        ({"mode": "auto", "reader_workers": 4}, None),
        ({"mode": "off"}, None),
        ({}, None),
        ({"reader_workers": 4}, "reader_workers"),
        ({"mode": False}, "mode"),
        ({"mode": "on"}, "mode"),
        ({"mode": "required", "upload_workers": "4"}, "upload_workers"),
        ({"mode": "required", "max_inflight_rows": 0}, "max_inflight_rows"),
    ],
)
def test_range_parallelism_needs_a_mode_and_numbers(
    oracle: OracleClient, parallelism: dict[str, Any], key: str | None
) -> None:
    """`off` without quotes is false in YAML, and settings without a mode are refused."""
    source = {"partitioning": {"range_parallelism": parallelism}}
    problems = native_option_problems(source, {})
    ask = {"source_type": "mssql", "sink_type": "clickhouse", "source_options": source}
    if key is None:
        assert problems == ()
        oracle.advise(ask)
        return
    assert problems[0].key == f"source.options.partitioning.range_parallelism.{key}"
    with pytest.raises(OracleError):
        oracle.advise(ask)


def compile_route(sink: str, **source_options: Any) -> object:
    return StrategyAutoCompiler().compile(
        source_type="mssql", sink_type=sink, strategy_cfg={}, source_options=source_options
    )


def test_the_compiler_refuses_with_key_and_cure() -> None:
    """A typed error that names the option; other pairs do not read it when they are compiled."""
    wire = {"wire": {"binary_format": "mssql_native"}}
    with pytest.raises(NativeOptionError) as raised:
        compile_route("clickhouse", native_transfer=wire)
    assert raised.value.key == "source.options.native_transfer.wire.binary_format"
    assert raised.value.cure == "Write rowbinary or native, or remove it."
    compile_route("postgres", native_transfer=wire)
