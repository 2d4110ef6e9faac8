"""The one spelling of a sink that adapters, backends and requests are looked up by."""

from __future__ import annotations

from dpone_si.replay_errors import UnknownReplaySinkError
from dpone_si.vocabulary import SINK_TYPES, sink_endpoint


def normalize_sink(sink_type: str) -> str:
    """The canonical sink type of `sink_type` (`sqlserver` is `mssql`, `bq` is `bigquery`).

    Raises UnknownReplaySinkError naming the sinks that exist.
    """
    sink = sink_endpoint(sink_type)
    if sink is None:
        raise UnknownReplaySinkError(
            f"{sink_type!r} is no sink that can be replayed.",
            key="sink_type",
            cure=f"Use one of {', '.join(SINK_TYPES)}.",
        )
    return sink
