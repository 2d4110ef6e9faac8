"""The rolling window of a strategy: which option the runtime reads it from, and the defaults it fills in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dpone_si.errors import LoadConfigError

Block = Mapping[str, Any]


def rolling_window(strategy: Block, source_options: Block) -> dict[str, Any]:
    """The load options a window adds: one entry, or none without a window; raises LoadConfigError for a bad shape.

    Columns and durations are not looked into: what they may be is a question of its own.
    """
    if "window" in strategy:
        return {_option(strategy, source_options): _with_defaults(strategy["window"])}
    if "atomicity" in strategy:
        raise LoadConfigError(
            "atomicity belongs to a rolling window and there is none.",
            key="sink.strategy.atomicity",
            cure="Add `sink.strategy.window`, or remove `atomicity`.",
        )
    return {}


def _option(strategy: Block, source_options: Block) -> str:
    wire = _inner(_inner(source_options, "native_transfer"), "wire")
    native = wire.get("binary_format") == "mssql_native"
    mode = "partition_replace" if native else "replace"
    predicates = (source_options.get("custom_predicate"), strategy.get("custom_predicate"))
    alone = not any(predicates) and strategy.get("portable_scope") is None
    if strategy.get("mode") != mode or strategy.get("atomicity") != "target_atomic" or not alone:
        raise LoadConfigError(
            f"a rolling window works with `mode: {mode}` and `atomicity: target_atomic` and without other predicates.",
            key="sink.strategy.window",
            cure="Set both, and remove custom_predicate and portable_scope.",
        )
    return "mssql_native_window" if native else "rolling_window"


def _with_defaults(authored: object) -> dict[str, Any]:
    window: Block = cast("Block", authored) if isinstance(authored, Mapping) else {}
    missing = [name for name in _REQUIRED if name not in window]
    unknown = [str(name) for name in window if name not in {*_REQUIRED, "chunk_interval", "timezone"}]
    if missing or unknown:
        raise LoadConfigError(
            f"the window {'lacks ' + ', '.join(missing) if missing else 'does not know ' + ', '.join(unknown)}.",
            key="sink.strategy.window",
            cure="Write column, anchor and lookback; chunk_interval and timezone may be added.",
        )
    return {"chunk_interval": "P1D", "timezone": "UTC", **window}


_REQUIRED = ("column", "anchor", "lookback")


def _inner(block: Block, name: str) -> Block:
    value = block.get(name)
    return cast("Block", value) if isinstance(value, Mapping) else {}
