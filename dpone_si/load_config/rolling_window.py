"""The rolling window of a strategy: which option the runtime reads it from, and the defaults it fills in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast

from dpone_si.errors import LoadConfigError

Block = Mapping[str, Any]


def rolling_window(strategy: Block, source_options: Block) -> dict[str, Any]:
    """The load options a window adds: one entry, or none without a window; raises LoadConfigError for one dpone
    refuses.
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
    whole = {"chunk_interval": "P1D", "timezone": "UTC", **window}
    for name, (fits, cure) in _VALUES.items():
        if not fits(whole[name]):
            raise LoadConfigError(
                f"{whole[name]!r} is no {name} of a window.", key=f"sink.strategy.window.{name}", cure=cure
            )
    return whole


def _is_duration(value: object) -> bool:
    """True for a length of time above zero that is always the same: no weeks, months or years."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    days, hours, minutes, seconds = (part or "0" for part in found.groups())
    try:
        length = timedelta(days=int(days), hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    except (OverflowError, ValueError):
        return False
    return length > timedelta()


_DURATION = re.compile(r"P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,6})?)S)?)?")
_LENGTH = (_is_duration, "Write a fixed ISO-8601 duration such as P3D or PT12H.")
_VALUES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "column": (
        lambda value: isinstance(value, str) and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value) is not None,
        "Write the plain name of a time column.",
    ),
    "anchor": (lambda value: value == "data_interval_end", "Write data_interval_end."),
    "timezone": (lambda value: value == "UTC", "Write UTC."),
    "lookback": _LENGTH,
    "chunk_interval": _LENGTH,
}
_REQUIRED = ("column", "anchor", "lookback")


def _inner(block: Block, name: str) -> Block:
    value = block.get(name)
    return cast("Block", value) if isinstance(value, Mapping) else {}
