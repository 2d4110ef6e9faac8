"""`sink.strategy.max_source_bytes`: the number of source bytes after which a full refresh into ClickHouse stops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dpone_si.errors import LoadConfigError

MAX_SOURCE_BYTES = 2**63 - 1
_RESERVED = ("max_source_bytes", "__dpone_source_byte_budget_v1")


def source_byte_budget(
    strategy: Mapping[str, Any], sink_type: str, source_options: Mapping[str, Any], sink_options: Mapping[str, Any]
) -> int | None:
    """The budget in bytes, None when there is none; raises LoadConfigError where dpone refuses it."""
    for endpoint, options in (("source", source_options), ("sink", sink_options)):
        if "quality" in options:
            raise LoadConfigError(
                "quality is no endpoint option.", key=f"{endpoint}.options.quality", cure="Move it to the process root."
            )
    for endpoint, options in (("source", source_options), ("sink", sink_options)):
        for name in _RESERVED:
            if name in options:
                raise LoadConfigError(
                    "the byte budget is no endpoint option.",
                    key=f"{endpoint}.options.{name}",
                    cure="Write it as `sink.strategy.max_source_bytes`.",
                )
    if "max_source_bytes" not in strategy:
        return None
    key, value = "sink.strategy.max_source_bytes", strategy["max_source_bytes"]
    if sink_type != "clickhouse":
        raise LoadConfigError(
            f"the {sink_type} sink cannot enforce it.", key=key, cure="Remove it; ClickHouse alone can."
        )
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_SOURCE_BYTES:
        raise LoadConfigError(f"{value!r} is no number of bytes.", key=key, cure="Write a positive whole number.")
    if str(strategy.get("mode", "full_refresh")) != "full_refresh":
        raise LoadConfigError(
            "it works for full_refresh only.", key=key, cure="Remove it, or use `mode: full_refresh`."
        )
    return value
