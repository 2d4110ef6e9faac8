"""The options dpone reads while it plans a SQL Server to ClickHouse load, and what is wrong with their values.

Of all pairs only this one has its transfer planned when the manifest is compiled, so a number that is none stops it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, cast

Block = Mapping[str, object]


class NativeOptionProblem(NamedTuple):
    """An option value dpone refuses: its dotted key, the value, what is wrong, what to write."""

    key: str
    value: object
    message: str
    cure: str


def native_option_problems(source_options: Block, sink_options: Block) -> tuple[NativeOptionProblem, ...]:
    """Everything dpone would stop at, in the order it reads the options; empty for a load it can plan."""
    return tuple(_problems(source_options, sink_options))


def _problems(source: Block, sink: Block) -> Iterator[NativeOptionProblem]:
    yield from _numbers("source.options", source, _SOURCE_NUMBERS)
    partitioning = _block(source, "partitioning")
    if partitioning.get("load_workers") is None:
        yield from _numbers("sink.options", sink, (("parallel_load_workers", int),))
    yield from _ranges(partitioning)
    wire = _block(_block(source, "native_transfer"), "wire")
    if str(wire.get("binary_format") or "").strip().lower() == "mssql_native":
        yield NativeOptionProblem(
            "source.options.native_transfer.wire.binary_format",
            wire["binary_format"],
            "the wire format mssql_native exists from ClickHouse to SQL Server only.",
            "Write rowbinary or native, or remove it.",
        )
    # Both blocks may carry bulk settings; where both state one, the runtime takes the source's for bcp and the sink's
    # for ClickHouse. A value that loses is not read.
    for winner, loser, names in (("source", "sink", _BCP_NUMBERS), ("sink", "source", _CLICKHOUSE_NUMBERS)):
        stated = {"source": source, "sink": sink}
        yield from _numbers(f"{winner}.options", stated[winner], names)
        kept = {name: value for name, value in stated[loser].items() if name not in stated[winner]}
        yield from _numbers(f"{loser}.options", kept, names)


def _numbers(prefix: str, options: Block, names: tuple[tuple[str, Callable[[str], float]], ...]) -> Iterator[NativeOptionProblem]:
    for path, convert in names:
        block = options
        *parents, name = path.split(".")
        for parent in parents:
            block = _block(block, parent)
        value = block.get(name)
        if value is None or (not value and path not in _NEVER_EMPTY):
            continue
        try:
            number = convert(cast("str", value))
        except (TypeError, ValueError, OverflowError):
            number = None
        least = _LEAST.get(path)
        if number is None or (least is not None and (number < least or (least and isinstance(value, bool)))):
            wanted = "a positive whole number" if least is not None else "a whole number" if convert is int else "a number"
            yield NativeOptionProblem(f"{prefix}.{path}", value, f"{value!r} is not {wanted}.", f"Write {wanted}.")


def _ranges(partitioning: Block) -> Iterator[NativeOptionProblem]:
    key = "source.options.partitioning"
    ranges: object = partitioning.get("ranges")
    if ranges is not None and not (isinstance(ranges, list) and all(isinstance(item, Mapping) for item in cast("list[object]", ranges))):
        yield NativeOptionProblem(f"{key}.ranges", ranges, "a list of ranges is expected.", "Write each range as a mapping.")
    parallelism: object = partitioning.get("range_parallelism")
    if parallelism is not None and not isinstance(parallelism, Mapping):
        yield NativeOptionProblem(f"{key}.range_parallelism", parallelism, "a mapping is expected.", "Write its settings below it.")


_SOURCE_NUMBERS = (
    ("partitioning.num_partitions", int),
    ("partitioning.max_partitions", int),
    ("partitioning.target_rows_per_partition", int),
    ("partitioning.export_workers", int),
    ("partitioning.load_workers", int),
    ("partitioning.planner.max_hot_partition_factor", float),
    ("partitioning.planner.min_partition_rows", int),
    ("native_transfer.wire.block_rows", int),
)
_BCP_NUMBERS = (
    ("bulk.bcp.batch_size", int),
    ("bulk.bcp.packet_size", int),
    ("bulk.bcp.timeout_seconds", int),
)
_CLICKHOUSE_NUMBERS = (
    ("clickhouse_bulk.client.port", int),
    ("clickhouse_bulk.client.timeout_seconds", int),
    ("clickhouse_bulk.http.port", int),
    ("clickhouse_bulk.http.timeout_seconds", int),
    ("clickhouse_bulk.http.chunk_size", int),
    ("clickhouse_bulk.native_tcp.port", int),
    ("clickhouse_bulk.native_tcp.timeout_seconds", int),
    ("clickhouse_bulk.native_tcp.connection_pool_size", int),
    ("clickhouse_bulk.native_tcp.query_timeout_seconds", int),
)
# The smallest number accepted; a 0 for workers counts as absent.
_LEAST = {"bulk.bcp.timeout_seconds": 1, "partitioning.export_workers": 0, "partitioning.load_workers": 0}
# Where an empty text is converted like any other; elsewhere it counts as absent.
_NEVER_EMPTY = frozenset(
    {
        "partitioning.num_partitions",
        "partitioning.target_rows_per_partition",
        "partitioning.export_workers",
        "partitioning.load_workers",
        "parallel_load_workers",
        "bulk.bcp.timeout_seconds",
        "clickhouse_bulk.client.port",
        "clickhouse_bulk.client.timeout_seconds",
        "clickhouse_bulk.http.port",
        "clickhouse_bulk.native_tcp.timeout_seconds",
    }
)


def _block(parent: Block, name: str) -> Block:
    value = parent.get(name)
    return cast("Block", value) if isinstance(value, Mapping) else {}
