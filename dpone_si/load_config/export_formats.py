"""Which export formats a sink can read: a file in another format is written for hours and then refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dpone_si.errors import LoadConfigError
from dpone_si.vocabulary import DEFAULT_EXPORT_FORMAT

UNREADABLE_EXPORT_FORMATS: Mapping[str, tuple[str, ...]] = {
    "bigquery": ("binary", "mssql-delimited", "clickhouse-tsv"),
    "postgres": ("mssql-delimited",),
    "postgresql": ("mssql-delimited",),
    "clickhouse": ("mssql-delimited",),
    "kafka": ("mssql-delimited",),
}
"""By sink type as authored (dpone does not fold it here); `_` and `-` are the same in a format."""


def require_loadable_export(source_options: Mapping[str, Any], sink_type: str) -> None:
    """Raises LoadConfigError when the sink cannot read what `source.options` makes the source write."""
    sink = sink_type.lower()
    export_format = str(source_options.get("export_format", DEFAULT_EXPORT_FORMAT)).lower().replace("_", "-")
    if export_format in UNREADABLE_EXPORT_FORMATS.get(sink, ()):
        raise LoadConfigError(
            f"the {sink} sink cannot read {export_format} files.",
            key="source.options.export_format",
            cure="Write `export_format: csv`.",
        )
    if sink == "kafka" and source_options.get("compress_export", False):
        raise LoadConfigError(
            "the kafka sink cannot read compressed files.",
            key="source.options.compress_export",
            cure="Write `compress_export: false`.",
        )
