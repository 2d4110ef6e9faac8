"""Which of its several routes a SQL Server to ClickHouse load takes; every other pair has one route in the catalog.

The route depends on three options: `source.options.mssql_export_mode`, `source.options.native_transfer.wire` and
`sink.options.clickhouse_bulk.ingest_contract`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from dpone_si.vocabulary import DEFAULT_MERGE_POLICY_BY_SINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.native_partitioning import PartitioningPlan


@dataclass(frozen=True, slots=True)
class NativeTransferPlan:
    """How the rows travel: the id of the route, how they leave, how they arrive, and what publishes them."""

    fast_path_id: str
    export_method: str
    ingest_method: str
    finalizer: str
    #: The options of source and sink that it was planned from.
    options: tuple[Mapping[str, object], Mapping[str, object]] = field(default=({}, {}), repr=False, compare=False)

    @property
    def partitioning(self) -> PartitioningPlan:
        """How the load is cut into parts. Worked out when it is asked for: a value it rests on may not be known, and
        decides no strategy.
        """
        from dpone_si.native_partitioning import plan_partitioning

        return plan_partitioning(*self.options)

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "fast_path_id": self.fast_path_id,
            "export_method": self.export_method,
            "ingest_method": self.ingest_method,
            "finalizer": self.finalizer,
            "partitioning": self.partitioning.to_dict(),
        }


def plan_mssql_to_clickhouse(
    strategy: str,
    merge_policy: str | None,
    source_options: Mapping[str, object],
    sink_options: Mapping[str, object],
) -> NativeTransferPlan:
    """The transfer plan of one load. Never fails: an option value that means nothing to dpone counts as absent."""
    route = _wire_route(source_options, sink_options)
    if str(source_options.get("mssql_export_mode") or "").lower() == "streaming":
        route = "rows"
    path_id, ingest_method, export_option, export_default = _ROUTES[route]
    export = (source_options.get(export_option) if export_option else None) or export_default
    return NativeTransferPlan(
        fast_path_id=path_id,
        export_method=str(export),
        ingest_method=ingest_method,
        finalizer=_finalizer(strategy, sink_options.get("merge_policy", merge_policy)),
        options=(source_options, sink_options),
    )


# route -> (path id, ingest method, option that names the export method, export method otherwise)
_ROUTES = {
    "rows": ("mssql_row_stream_to_clickhouse_staging", "clickhouse_rows_staging", None, "mssql_odbc_rows"),
    "bcp_native_columns": (
        "mssql_bcp_native_to_clickhouse_native",
        "clickhouse_native_staging",
        None,
        "bcp_queryout_native",
    ),
    "bcp_native_rows": (
        "mssql_bcp_native_to_clickhouse_rowbinary",
        "clickhouse_rowbinary_staging",
        None,
        "bcp_queryout_native",
    ),
    "row_stream": (
        "mssql_odbc_row_stream_to_clickhouse_rowbinary",
        "clickhouse_rowbinary_staging",
        "mssql_export_mode",
        "row_stream",
    ),
    "typed_wire": (
        "mssql_bcp_queryout_to_clickhouse_typed_wire",
        "clickhouse_typed_staging",
        "extract_mode",
        "bcp_queryout",
    ),
    "direct_tsv": (
        "mssql_bcp_queryout_to_clickhouse_direct_tsv",
        "clickhouse_direct_tsv",
        "extract_mode",
        "bcp_queryout",
    ),
}

_BINARY_MODES = ("typed_binary", "binary")
_TYPED_CONTRACTS = ("typed_staging", "typed_raw_streaming_staging")


def _wire_route(source_options: Mapping[str, object], sink_options: Mapping[str, object]) -> str:
    wire = _mapping(_mapping(source_options.get("native_transfer")).get("wire"))
    mode = _word(wire.get("mode"))
    contract = _word(_mapping(sink_options.get("clickhouse_bulk")).get("ingest_contract"))
    if mode in _BINARY_MODES and _word(wire.get("source_native_format")) in {"bcp_native", "bcp-native"}:
        columns = _word(wire.get("binary_format")).replace("-", "") == "native"
        return "bcp_native_columns" if columns else "bcp_native_rows"
    if mode in _BINARY_MODES or contract == "typed_binary_staging":
        return "row_stream"
    if mode in {"source_encoded", "driver"} or contract in {"direct_tsv", "python"}:
        return "direct_tsv"
    return "typed_wire" if mode == "typed_raw" or contract in _TYPED_CONTRACTS else "direct_tsv"


def _finalizer(strategy: str, merge_policy: object) -> str:
    if strategy == "incremental_merge":
        return str(merge_policy or DEFAULT_MERGE_POLICY_BY_SINK["clickhouse"])
    return _FINALIZERS.get(strategy, strategy)


_FINALIZERS = {
    "full_refresh": "shadow_swap",
    "incremental_append": "append",
    "partition_replace": "replace_partition",
}


def _word(value: object) -> str:
    return str(value or "").strip().lower()


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
