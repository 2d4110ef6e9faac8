"""The options dpone reads while it plans a SQL Server to ClickHouse load, and what is wrong with their values.

Of all pairs only this one has its transfer planned when the manifest is compiled, so a number that is none stops it
there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, cast

Block = Mapping[str, object]
Places = tuple[tuple[str, Block], ...]
"""Option blocks an option may stand in, with their dotted keys; what stands in the first hides the others."""


class NativeOptionProblem(NamedTuple):
    """An option value dpone refuses: its dotted key, the value, what is wrong, what to write."""

    key: str
    value: object
    message: str
    cure: str


def native_option_problems(source_options: Block, sink_options: Block) -> tuple[NativeOptionProblem, ...]:
    """Everything dpone would stop at, in the order it reads the options; empty for a load it can plan."""
    return tuple({problem.key: problem for problem in _problems(source_options, sink_options)}.values())


def _problems(source: Block, sink: Block) -> Iterator[NativeOptionProblem]:
    own = (("source.options", source),)
    yield from _numbers(own, _SOURCE_NUMBERS)
    partitioning = _block(source, "partitioning")
    if partitioning.get("load_workers") is None:
        yield from _numbers((("sink.options", sink),), (("parallel_load_workers", int),))
    yield from _ranges(partitioning)
    column = partitioning.get("column")
    if source.get("partition_column") if column is None else column:
        yield from _numbers(own, _ADAPTIVE_NUMBERS)
        yield from _observations(_block(partitioning, "adaptive"))
    yield from _columns(source)
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
    for_clickhouse = (("sink.options", sink), ("source.options", source))
    yield from _numbers(tuple(reversed(for_clickhouse)), _BCP_NUMBERS)
    # The sink's block is read by itself as well, to tell whether ClickHouse was tuned.
    for read in (for_clickhouse, for_clickhouse[:1]):
        yield from _insert_settings(read)
        yield from _numbers(read, _CLICKHOUSE_NUMBERS)


def _numbers(places: Places, names: tuple[tuple[str, Callable[[str], float]], ...]) -> Iterator[NativeOptionProblem]:
    for path, convert in names:
        key, value = stated(places, path)
        if value is None or (not value and path not in _NEVER_EMPTY):
            continue
        try:
            number = convert(cast("str", value))
        except (TypeError, ValueError, OverflowError):
            number = None
        # The older spelling of a number of workers is held against no bounds.
        least = _LEAST.get(path) if key.endswith(path) or path not in _WORKERS else None
        if number is None or (least is not None and (number < least or (least and isinstance(value, bool)))):
            wanted = (
                "a positive whole number" if least is not None else "a whole number" if convert is int else "a number"
            )
            yield NativeOptionProblem(key, value, f"{value!r} is not {wanted}.", f"Write {wanted}.")


def stated(places: Places, path: str) -> tuple[str, object]:
    """The dotted key an option is read from and its value: its own path, else the first older spelling; None when
    absent.
    """
    for spelling in (path, *_OLDER.get(path, ())):
        top, *rest = spelling.split(".")
        prefix, block = next((place for place in places if top in place[1]), ("", {}))
        value: object = block.get(top)
        for name in rest:
            value = cast("Block", value).get(name) if isinstance(value, Mapping) else None
        if value is not None:
            return f"{prefix}.{spelling}", value
    return path, None


def _observations(adaptive: Block) -> Iterator[NativeOptionProblem]:
    key, observations = "source.options.partitioning.adaptive.observations", adaptive.get("observations", ())
    if not isinstance(observations, Iterable):
        yield NativeOptionProblem(
            key, observations, "a list of observations is expected.", "Write each observation as a mapping."
        )
        return
    for number, item in enumerate(cast("Iterable[object]", observations), 1):
        for name, value in _no_numbers(cast("Block", item)) if isinstance(item, Mapping) else ():
            message = f"`{name}` of observation {number} must be a number, and {value!r} is none."
            yield NativeOptionProblem(key, observations, message, "Write a number.")


def _no_numbers(observation: Block) -> Iterator[tuple[str, object]]:
    """What dpone converts to a number and cannot. An empty text counts as absent, but for bytes and seconds."""
    seconds = "duration_seconds" if observation.get("duration_seconds") else "seconds"
    for name, convert in (("row_count", int), ("retry_count", int), ("bytes", int), (seconds, float)):
        value = observation.get(name)
        if value is None or (not value and name in ("row_count", "retry_count")):
            continue
        try:
            convert(cast("str", value))
        except (TypeError, ValueError, OverflowError):
            yield name, value


def _columns(source: Block) -> Iterator[NativeOptionProblem]:
    name = "source_schema" if source.get("source_schema") else "columns"
    value = source.get(name)
    if value and not isinstance(value, Iterable):
        yield NativeOptionProblem(
            f"source.options.{name}", value, "a list of columns is expected.", "Write each column as a mapping."
        )


def _insert_settings(places: Places) -> Iterator[NativeOptionProblem]:
    found_at = (stated(places, path) for path in ("clickhouse_bulk.insert_settings", "clickhouse_insert_settings"))
    key, value = next((found for found in found_at if found[1]), ("", None))
    if value is not None:
        try:
            dict(cast("Block", value))
        except (TypeError, ValueError):
            yield NativeOptionProblem(
                key, value, "a mapping of settings is expected.", "Write `name: value` lines below it."
            )


def _ranges(partitioning: Block) -> Iterator[NativeOptionProblem]:
    key = "source.options.partitioning"
    ranges: object = partitioning.get("ranges")
    if ranges is not None and not (
        isinstance(ranges, list) and all(isinstance(item, Mapping) for item in cast("list[object]", ranges))
    ):
        yield NativeOptionProblem(
            f"{key}.ranges", ranges, "a list of ranges is expected.", "Write each range as a mapping."
        )
    parallelism: object = partitioning.get("range_parallelism")
    if parallelism is not None and not isinstance(parallelism, Mapping):
        yield NativeOptionProblem(
            f"{key}.range_parallelism", parallelism, "a mapping is expected.", "Write its settings below it."
        )
    elif parallelism:
        yield from _parallelism(f"{key}.range_parallelism", cast("Block", parallelism))


def _parallelism(key: str, block: Block) -> Iterator[NativeOptionProblem]:
    mode = block.get("mode", "off")
    word = mode.strip().lower() if isinstance(mode, str) else None
    if word not in {"off", "auto", "required"}:
        yield NativeOptionProblem(
            f"{key}.mode", mode, f"{mode!r} is no mode.", "Write off, auto or required; in quotes, off is a word."
        )
    elif word == "off" and block.keys() - {"mode"}:
        name = next(name for name in block if name != "mode")
        yield NativeOptionProblem(
            f"{key}.{name}", block[name], "the setting needs `mode: auto` or `mode: required`.", "Set the mode."
        )
    for name in _PARALLEL_NUMBERS:
        value = block.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
            yield NativeOptionProblem(
                f"{key}.{name}", value, f"{value!r} is not a positive whole number.", "Write a positive whole number."
            )


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
_ADAPTIVE_NUMBERS = (
    ("partitioning.adaptive.target_rows_per_partition", int),
    ("partitioning.adaptive.max_partitions", int),
    ("partitioning.adaptive.export_workers", int),
    ("partitioning.adaptive.load_workers", int),
    ("partitioning.adaptive.max_skew_ratio", float),
    ("partitioning.adaptive.retry_split_factor", int),
    ("partitioning.adaptive.min_rows_per_partition", int),
)
_PARALLEL_NUMBERS = (
    "reader_workers",
    "upload_workers",
    "load_workers",
    "max_inflight_ranges",
    "max_inflight_rows",
    "max_inflight_bytes",
)
_WORKERS = ("partitioning.export_workers", "partitioning.load_workers")
# Older spellings, read where the path itself is not stated.
_OLDER = {
    "partitioning.num_partitions": ("num_partitions", "partition_count"),
    "partitioning.export_workers": ("partition_workers",),
    "partitioning.load_workers": ("parallel_load_workers", "partition_load_workers"),
    "bulk.bcp.batch_size": ("bcp_batch_size",),
    "bulk.bcp.packet_size": ("bcp_packet_size",),
    "bulk.bcp.timeout_seconds": ("bcp_timeout_seconds",),
    "clickhouse_bulk.client.port": ("clickhouse_client_port",),
    "clickhouse_bulk.client.timeout_seconds": ("clickhouse_client_timeout_seconds",),
    "clickhouse_bulk.http.port": ("clickhouse_http_port",),
    "clickhouse_bulk.http.timeout_seconds": ("clickhouse_http_timeout_seconds",),
    "clickhouse_bulk.http.chunk_size": ("clickhouse_http_chunk_size",),
}
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
