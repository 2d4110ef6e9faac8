"""The native wire from ClickHouse to SQL Server is asked for completely or not at all.

## Why
`binary_format: mssql_native` or `chunking.mode: bounded_stream` asks for it. dpone then stops the run, and its plan, unless wire,
chunks, limits and strategy fit together, so that it never falls back to another way unnoticed.

## Fires
```yaml
name: shop_orders
source:
  type: clickhouse
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    native_transfer:
      wire: {mode: typed_binary, binary_format: mssql_native}
      execution:
        chunking: {mode: bounded_stream, checkpointing: resumable}
        native_chunks: {max_total_encoded_bytes: 1073741824}
#       ^^^^^^^^^^^^^ the native wire needs `native_chunks.stage_allocated_bytes_stop_threshold`
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: clickhouse
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    native_transfer:
      wire: {mode: typed_binary, binary_format: mssql_native}
      execution:
        chunking: {mode: bounded_stream, checkpointing: resumable}
        native_chunks: {max_total_encoded_bytes: 1073741824, stage_allocated_bytes_stop_threshold: 10737418240}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: partition_replace
    atomicity: target_atomic
    window: {column: created_at, anchor: data_interval_end, lookback: P1D}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, is_known

RULE = Rule(
    name="mssql-native-wire",
    code="DP424",
    group="strategy",
    severity="error",
    summary="The native wire from ClickHouse to SQL Server is asked for completely or not at all.",
    keys=("source.options.native_transfer",),
    owns=(Owned("native_wire", kinds=VALUE),),
)

_BLOCK = "source.options.native_transfer"
_EXECUTION = f"{_BLOCK}.execution"
_CHUNKS = f"{_EXECUTION}.native_chunks"
_NEEDED = ("max_total_encoded_bytes", "stage_allocated_bytes_stop_threshold")
#: limit -> largest value, None for no bound
_LIMITS: dict[str, int | None] = {
    "max_total_encoded_bytes": None,
    "stage_allocated_bytes_stop_threshold": None,
    "max_rows": 1_000_000,
    "max_bytes": 1_073_741_824,
    "max_row_bytes": None,
    "max_pending": 64,
    "max_staging_tables": None,
    "encoding_parallelism": 64,
    "import_parallelism": 64,
}
_FOREIGN = (
    "query", "columns", "export_to_gcs", "source_custom_predicate", "custom_predicate", "partition_by", "date_from", "date_to",
    "with_dedup", "dedup_expression", "source_materialization", "pre_sql", "post_sql", "hooks", "pre_hooks", "post_hooks",
)  # fmt: skip
_STRATEGY_BLOCKS = ("backfill", "cdc", "scd2", "diff", "custom_predicate")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    block = facts.block(_BLOCK)
    if not block or not is_known(block) or facts.mode is None:
        return
    asked = process.data(f"{_BLOCK}.wire.binary_format") == "mssql_native"
    if not asked and process.data(f"{_EXECUTION}.chunking.mode") != "bounded_stream":
        return
    if facts.source_type != "clickhouse" or facts.sink_type != "mssql":
        # Nothing else that is missing would make it work.
        found = (
            (
                f"{_BLOCK}.wire",
                f"the native wire leads from ClickHouse to SQL Server, not from {facts.source_type} to {facts.sink_type}",
            ),
        )
    else:
        found = (*_wire(facts), *_execution(facts), *_backends(facts), *_strategy(facts))
    for path, message in found:
        yield Report(value_place(facts, path), message, notes=("at run time the load stops before it reads a row",))


def _wire(facts: Facts) -> Iterator[tuple[str, str]]:
    for name, word in (("mode", "typed_binary"), ("binary_format", "mssql_native")):
        if facts.process.data(f"{_BLOCK}.wire.{name}") != word:
            yield f"{_BLOCK}.wire.{name}", f"the native wire needs `wire.{name}: {word}`"


def _execution(facts: Facts) -> Iterator[tuple[str, str]]:
    data = facts.process.data
    chunking, chunks = facts.block(f"{_EXECUTION}.chunking"), facts.block(_CHUNKS)
    if chunking.get("mode") != "bounded_stream":
        yield f"{_EXECUTION}.chunking.mode", "the native wire needs `execution.chunking.mode: bounded_stream`"
    if chunking.get("checkpointing", "resumable") != "resumable":
        yield f"{_EXECUTION}.chunking.checkpointing", "the native wire needs `checkpointing: resumable`"
    for key in chunking:
        if key not in ("mode", "parallelism", "checkpointing"):
            yield f"{_EXECUTION}.chunking.{key}", f"`{key}` is no key of `chunking` on the native wire"
    for name in _NEEDED:
        if name not in chunks:
            yield f"{_CHUNKS}.{name}", f"the native wire needs `native_chunks.{name}`"
    for key, value in chunks.items():
        if key not in _LIMITS:
            yield f"{_CHUNKS}.{key}", f"`{key}` is no key of `native_chunks`"
        elif not _is_limit(value, _LIMITS[str(key)]):
            bound = _LIMITS[str(key)]
            yield f"{_CHUNKS}.{key}", f"`{key}` is a whole number from 1" + (f" to {bound}" if bound else "")
    if "parallelism" in chunking and not _is_limit(chunking["parallelism"], 64):
        yield f"{_EXECUTION}.chunking.parallelism", "`parallelism` is a whole number from 1 to 64"
    row, chunk = data(f"{_CHUNKS}.max_row_bytes", 1_048_576), data(f"{_CHUNKS}.max_bytes", 16_777_216)
    if _is_limit(row, None) and _is_limit(chunk, None) and row > chunk:  # type: ignore[operator]
        path = f"{_CHUNKS}.max_row_bytes" if "max_row_bytes" in chunks else f"{_CHUNKS}.max_bytes"
        yield path, "a row (`max_row_bytes`) must fit into a chunk (`max_bytes`)"


def _backends(facts: Facts) -> Iterator[tuple[str, str]]:
    execution = facts.block(_EXECUTION)
    verify, load = execution.get("verification_backend", "python_readback"), execution.get("import_backend", "bcp")
    if verify not in ("python_readback", "target_local"):
        yield f"{_EXECUTION}.verification_backend", "`verification_backend` is python_readback or target_local"
    if load not in ("bcp", "mssql_sqlclient"):
        yield f"{_EXECUTION}.import_backend", "`import_backend` is bcp or mssql_sqlclient"
    if load == "mssql_sqlclient" and verify != "target_local":
        yield f"{_EXECUTION}.import_backend", "mssql_sqlclient needs `verification_backend: target_local`"
    if "layout_version" in execution:
        version = execution["layout_version"]
        if isinstance(version, bool) or version not in (1, 2):
            yield f"{_EXECUTION}.layout_version", "`layout_version` is 1 or 2"
        elif load != "mssql_sqlclient":
            yield f"{_EXECUTION}.layout_version", "`layout_version` is for `import_backend: mssql_sqlclient`"


def _strategy(facts: Facts) -> Iterator[tuple[str, str]]:
    process = facts.process
    window = process.has("sink.strategy.window")
    if facts.mode == "full_refresh" and window:
        yield "sink.strategy.window", "a full refresh on the native wire has no window"
    elif facts.mode not in ("full_refresh", "partition_replace"):
        yield "sink.strategy.mode", f"the native wire loads by full_refresh or partition_replace, not by {facts.mode}"
    elif facts.mode == "partition_replace" and not window:
        yield "sink.strategy.window", "partition_replace on the native wire needs a `window`"
    paths = [f"{end}.options.{name}" for end in ("source", "sink") for name in _FOREIGN]
    for path in (*paths, *(f"sink.strategy.{name}" for name in _STRATEGY_BLOCKS)):
        if process.has(path) and process.data(path) not in (None, False, "", UNKNOWN):
            yield path, f"the native wire does not support `{path.rpartition('.')[2]}`"


def _is_limit(value: object, most: int | None) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1 and (most is None or value <= most)
