"""LoadConfigBuilder makes a LoadConfig from the effective mapping of one process.

It hydrates: it resolves names, defaults and the strategy, and refuses what it cannot resolve. Whether a sink can carry
the result out (the contracts of each sink) is asked elsewhere, so that every fault is told and not only the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dpone_si.compiler import StrategyAutoCompiler
from dpone_si.errors import LoadConfigError, UniqueKeyConflictError
from dpone_si.load_config.config import LoadConfig
from dpone_si.load_config.export_formats import require_loadable_export
from dpone_si.load_config.names import SinkNames, SourceNames, name_sink, name_source
from dpone_si.load_config.reconciliation import normalize_reconciliation
from dpone_si.load_config.rolling_window import rolling_window
from dpone_si.load_config.source_budget import source_byte_budget
from dpone_si.load_strategy import LoadStrategy
from dpone_si.vocabulary import (
    AUTO,
    DEFAULT_BATCH_SIZE,
    DEFAULT_EXPORT_FORMAT,
    DEFAULT_SINK_TYPE,
    DEFAULT_SOURCE_TYPE,
    loader_endpoint,
)

Block = Mapping[str, Any]

SOURCE_BUDGET_OPTION = "__dpone_source_byte_budget_v1"
DEFAULT_DEDUP_TARGET = "stg"
AUTHORED_TYPES_OPTION = "__dpone_route_identity_v1_endpoint_types"


class LoadConfigBuilder:
    """Builds a LoadConfig from the effective mapping of one process (`name`, `source`, `sink`, ...)."""

    def __init__(self, *, strategy_compiler: StrategyAutoCompiler | None = None) -> None:
        self._compiler = strategy_compiler or StrategyAutoCompiler()

    def build(self, config: Block, *, manifest_dir: str | None = None) -> LoadConfig:
        """The load config of `config`; `manifest_dir` is noted in the options when given.

        `mode: auto` is compiled first, so `load_strategy` is always concrete. Raises a StrategyIntelligenceError that
        names the key: LoadConfigError, UniqueKeyConflictError, UnknownModeError or HintValueError.
        """
        if not isinstance(config, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise LoadConfigError(
                f"a process is a mapping, {config!r} is none.", cure="Hand over its `name`, `source` and `sink` as one."
            )
        source, sink = _block(config, "source"), _block(config, "sink")
        authored_source, authored_sink = _block(source, "options", "source."), _block(sink, "options", "sink.")
        source_names, sink_names = name_source(source), name_sink(sink)
        source_options = _with_topic(authored_source, source, source_names.table, always=True)
        sink_options = _with_topic(authored_sink, sink, sink_names.table, always=False)
        strategy = _block(sink, "strategy", "sink.")
        unique_key = _unique_key(strategy, source_options, sink_options)
        load_strategy, intelligence = self._compiler.compile(
            source_type=loader_endpoint(source.get("type", DEFAULT_SOURCE_TYPE)),
            sink_type=loader_endpoint(sink.get("type", DEFAULT_SINK_TYPE)),
            strategy_cfg=strategy,
            source_options=source_options,
            sink_options=sink_options,
            source_table=f"{source_names.schema}.{source_names.table}",
            target_table=f"{sink_names.schema}.{sink_names.table}",
        )
        require_loadable_export(source_options, str(sink.get("type", "")))
        partition = _partition(strategy, source_options, load_strategy)
        reconciliation, policy = normalize_reconciliation(config.get("reconciliation", False))
        options = _merged(source_options, sink_options)
        options.update(source_options=dict(source_options), sink_options=dict(sink_options))
        _add_contracts(options, config, source, sink, policy)
        _add_strategy(options, strategy, partition, intelligence)
        _add_scope(options, strategy, source_options)
        if manifest_dir is not None:
            options.setdefault("manifest_dir", manifest_dir)
        return LoadConfig(
            **_named(source_names, sink_names),
            **_authored(strategy),
            source_conn_id=_connection(source, source_names.default_connection),
            target_conn_id=_connection(sink, None),
            load_strategy=load_strategy,
            unique_key=unique_key,
            micro_batch_commit=source_options.get("micro_batch_commit", False),
            partition=partition,
            dedup_expression=options.get("dedup_expression"),
            dedup_target=_dedup_target(options),
            with_dedup=options.get("with_dedup", False),
            portable_scope=_optional_block(strategy, "portable_scope", "sink.strategy."),
            batch_size=_batch_size(source_options, sink_options, intelligence),
            log_sample_rows=sink_options.get("log_sample_rows", 5),
            export_format=source_options.get("export_format", DEFAULT_EXPORT_FORMAT),
            compress_export=source_options.get("compress_export", False),
            reconciliation=reconciliation,
            reconciliation_policy=policy,
            tech_schema=config.get("tech_schema", "tech"),
            options=options,
        )


def _named(source: SourceNames, sink: SinkNames) -> dict[str, Any]:
    return {
        "source_database": source.database,
        "source_schema": source.schema,
        "source_table": source.table,
        "target_database": sink.database,
        "target_schema": sink.schema,
        "target_table": sink.table,
        "staging_database": sink.staging_database,
        "staging_schema": sink.staging_schema,
    }


def _authored(strategy: Block) -> dict[str, Any]:
    """What the load config takes over from `sink.strategy` as it is written there."""
    return {
        "only_new_rows": strategy.get("only_new_rows", False),
        "overwrite_type": strategy.get("overwrite_type"),
        "merge_policy": strategy.get("merge_policy", AUTO),
        "duplicate_policy": strategy.get("duplicate_policy", "fail"),
        "allow_non_recommended_policy": bool(strategy.get("allow_non_recommended_policy", False)),
        "mutations_sync": strategy.get("mutations_sync"),
        "custom_predicate": strategy.get("custom_predicate"),
    }


def _block(parent: Block, name: str, prefix: str = "") -> dict[str, Any]:
    value: object = parent.get(name) or {}
    if not isinstance(value, Mapping):
        raise LoadConfigError(
            f"a mapping is expected, {value!r} is none.",
            key=f"{prefix}{name}",
            cure="Write its settings as `key: value` lines below it.",
        )
    return dict(cast("Block", value))


def _with_topic(options: dict[str, Any], endpoint: Block, table: object, *, always: bool) -> dict[str, Any]:
    if endpoint.get("type") == "kafka" and (always or table):
        return {**options, "topic": table}
    return options


def _connection(endpoint: Block, fallback: str | None) -> str:
    reference = endpoint.get("connection_ref")
    named = endpoint["connection_id"] if "connection_id" in endpoint else isinstance(reference, str) and reference
    return str(named or fallback or "")


def _unique_key(strategy: Block, source_options: Block, sink_options: Block) -> str | list[str] | None:
    places = {
        "sink.strategy.unique_key": strategy.get("unique_key"),
        "source.options.unique_key": source_options.get("unique_key"),
        "sink.options.unique_key": sink_options.get("unique_key"),
    }
    declared = {key: value for key, value in places.items() if value is not None and value not in ("", [])}
    columns = {key: _columns(key, value) for key, value in declared.items()}
    if len(set(columns.values())) > 1:
        raise UniqueKeyConflictError(
            "the unique key differs between " + " and ".join(f"`{key}`" for key in columns) + ".",
            key=next(iter(columns)),
            cure="Keep `sink.strategy.unique_key` only.",
        )
    chosen = next((key for key, value in declared.items() if value), None)
    if chosen is None:
        return None
    return columns[chosen][0] if isinstance(declared[chosen], str) else list(columns[chosen])


def _columns(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        if items and all(isinstance(item, str) and item for item in items):
            return tuple(cast("list[str]", items))
    raise LoadConfigError(
        f"{value!r} names no columns.", key=key, cure="Write one column name, or a list of column names in quotes."
    )


def _partition(strategy: Block, source_options: Block, load_strategy: LoadStrategy) -> Block:
    authored = strategy.get("partition")
    if authored is not None:
        return authored
    column = source_options.get("partition_column")
    asked_for_auto = str(strategy.get("mode") or "").strip().lower() == AUTO
    if (
        asked_for_auto
        and load_strategy is LoadStrategy.PARTITION_REPLACE
        and isinstance(column, str)
        and column.strip()
    ):
        return {"column": column.strip(), "values_from_staging": True}
    return {}


def _batch_size(source_options: Block, sink_options: Block, intelligence: dict[str, Any]) -> int:
    key, authored = "source.options.batch_size", source_options.get("batch_size")
    if authored is None:
        key, authored = "sink.options.batch_size", sink_options.get("batch_size")
    if authored is None:
        authored = intelligence["decision"]["adaptive_batching"]["initial_batch_size"]
    try:
        return int(authored or DEFAULT_BATCH_SIZE)
    except (TypeError, ValueError, OverflowError):
        raise LoadConfigError(
            f"{authored!r} is not a number of rows.", key=key, cure="Write a whole number such as 50000."
        ) from None


def _dedup_target(options: Block) -> str:
    authored = options.get("dedup_target")
    return ("" if authored is None else str(authored).strip()) or DEFAULT_DEDUP_TARGET


def _merged(left: Block, right: Block) -> dict[str, Any]:
    merged = dict(left)
    for key, value in right.items():
        current = merged.get(key)
        both = isinstance(current, Mapping) and isinstance(value, Mapping)
        merged[key] = _merged(cast("Block", current), cast("Block", value)) if both else value
    return merged


def _add_contracts(options: dict[str, Any], config: Block, source: Block, sink: Block, policy: Block | None) -> None:
    authored_source, authored_sink = source.get("type", DEFAULT_SOURCE_TYPE), sink.get("type", DEFAULT_SINK_TYPE)
    source_type, sink_type = loader_endpoint(authored_source), loader_endpoint(authored_sink)
    budget = source_byte_budget(_block(sink, "strategy"), sink_type, _block(source, "options"), _block(sink, "options"))
    if budget is not None:
        options[SOURCE_BUDGET_OPTION] = budget
    contract = _optional_block(config, "schema_contract")
    if contract is not None:
        if options.get("schema_contract") not in (None, contract):
            raise LoadConfigError(
                "the schema contract differs from the one in `sink.options.schema_contract`.",
                key="schema_contract",
                cure="Keep one of the two.",
            )
        options["schema_contract"] = dict(contract)
    if policy is not None:
        options["reconciliation"] = policy
    state = _optional_block(config, "state")
    if state is not None:
        options["state"] = dict(state)
    storage = _block(config, "runtime").get("storage")
    if isinstance(storage, dict):
        options.setdefault("runtime_storage", dict(cast("Block", storage)))
    quality = config.get("quality", {})
    if not isinstance(quality, Mapping):
        raise LoadConfigError("a mapping is expected.", key="quality", cure="Write its settings as `key: value` lines.")
    if "quality" in config:
        options["quality"] = dict(cast("Block", quality))
    options.pop(AUTHORED_TYPES_OPTION, None)
    options.update(source_type=source_type, sink_type=sink_type)
    if (str(authored_source), str(authored_sink)) != (source_type, sink_type):
        options[AUTHORED_TYPES_OPTION] = {"source_type": str(authored_source), "sink_type": str(authored_sink)}


def _optional_block(parent: Block, name: str, prefix: str = "") -> Block | None:
    return None if parent.get(name) is None else cast("Block", _mapping_or_error(parent[name], f"{prefix}{name}"))


def _mapping_or_error(value: object, key: str) -> object:
    if not isinstance(value, Mapping):
        raise LoadConfigError(
            "a mapping is expected.", key=key, cure="Write its settings as `key: value` lines below it."
        )
    return cast("object", value)


def _add_strategy(options: dict[str, Any], strategy: Block, partition: Block, intelligence: Block) -> None:
    options.setdefault("merge_policy", strategy.get("merge_policy", AUTO))
    options.setdefault("duplicate_policy", strategy.get("duplicate_policy", "fail"))
    options.setdefault("partition", partition)
    options.setdefault("allow_non_recommended_policy", bool(strategy.get("allow_non_recommended_policy", False)))
    options.setdefault("strategy_intelligence", intelligence)
    if strategy.get("mutations_sync") is not None:
        options.setdefault("mutations_sync", strategy["mutations_sync"])
    for name in ("diff", "scd2", "cdc", "backfill"):
        if name in strategy:
            options.setdefault(name, strategy[name])


def _add_scope(options: dict[str, Any], strategy: Block, source_options: Block) -> None:
    options.update(rolling_window(strategy, source_options))
    if source_options.get("custom_predicate"):
        options["source_custom_predicate"] = source_options["custom_predicate"]
