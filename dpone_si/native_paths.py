"""The catalog of native fast paths: which bulk route moves rows from one engine to another, and what it needs.

A static table, free of credentials and side effects. Path ids, required tools and fallbacks are those of dpone 0.88.0.
"""

from __future__ import annotations

from dpone_si.models.fast_paths import NativeFastPath
from dpone_si.vocabulary import advisor_endpoint

STREAMING_ROWS = "streaming_rows"
"""The portable path every pair without a native one uses."""


class NativeFastPathCatalog:
    """Looks up bulk routes by pair of endpoint types or by id."""

    def resolve(self, source_type: str, sink_type: str) -> NativeFastPath:
        """The route of a pair; the portable row stream when the pair has no native one.

        The advisor's spellings are folded; a manifest's own (`postgresql`, `odbc`) are the loader's to fold.
        """
        path = _BY_PAIR.get((source_type, sink_type))
        return path or _BY_PAIR.get((advisor_endpoint(source_type), advisor_endpoint(sink_type)), _PORTABLE)

    def find(self, path_id: str) -> NativeFastPath | None:
        """The route with this id, None when there is none.

        SQL Server to ClickHouse has several routes; `resolve` names its default and this finds the one a decision
        chose.
        """
        return _BY_ID.get(path_id)

    def paths(self) -> tuple[NativeFastPath, ...]:
        """Every route, the portable one last."""
        return tuple(_BY_ID.values())


_BCP_INTO_STAGING = "bcp <staging_table> in data.bcp -c -C 65001 -t\\t -r\\n -b 100000 -k -S <server> -d <database>"
_BCP_QUERYOUT = 'bcp "SELECT <columns> FROM <source> WHERE <predicate>" queryout data.bcp'

_MSSQL_CLICKHOUSE_DEFAULT = NativeFastPath(
    path_id="mssql_bcp_queryout_to_clickhouse_typed_wire",
    source_type="mssql",
    sink_type="clickhouse",
    summary="bcp writes raw typed rows with control-character delimiters; ClickHouse reads them into typed staging.",
    commands=(
        f"{_BCP_QUERYOUT} -c -t0x1f -r0x1e0x0a -S <server> -d <database>",
        'clickhouse-client --query "INSERT INTO <staging> FORMAT CustomSeparated" < data.bcp',
        "the finalizer moves staging into the target after the safety gates passed",
    ),
    required_tools=("bcp", "clickhouse-client"),
    fallback_path="mssql_bcp_queryout_to_clickhouse_direct_tsv",
    expected_impact="very high: no row is parsed on the way and SQL Server escapes no text",
)

_PAIRS = (
    NativeFastPath(
        path_id="postgres_copy_to_mssql_bcp",
        source_type="postgres",
        sink_type="mssql",
        summary="COPY exports encoded rows; dpone verifies them into one length-prefixed file; bcp imports it into "
        "staging.",
        commands=(
            (
                "COPY (SELECT <encoded columns> FROM <source> WHERE <predicate>) TO STDOUT "
                "WITH (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\x1f', ESCAPE E'\\x1f', NULL '')"
            ),
            "the export is checked by row checksums and written as data.typed.bin with the format file data.fmt",
            "bcp <staging_table> in data.typed.bin -f data.fmt -C 65001 -b 100000 -k -S <server> -d <database>",
        ),
        required_tools=("psycopg", "bcp"),
        fallback_path="fail_closed_for_certified_key_snapshot",
        expected_impact="highest from a million rows on: no row-by-row inserts and no text normalisation in SQL",
    ),
    NativeFastPath(
        path_id="mysql_stream_to_mssql_bcp",
        source_type="mysql",
        sink_type="mssql",
        summary="A streamed SELECT is encoded into a delimited file; bcp imports it into staging; one set-based "
        "finalizer.",
        commands=(
            "SELECT <columns> FROM <source> WHERE <watermark predicate>",
            "rows are encoded into data.bcp as they arrive",
            _BCP_INTO_STAGING,
        ),
        required_tools=("PyMySQL", "bcp"),
        fallback_path="pyodbc_fast_executemany",
        expected_impact="high for batch loads; staging first keeps a failed load recoverable",
    ),
    _MSSQL_CLICKHOUSE_DEFAULT,
    NativeFastPath(
        path_id="clickhouse_streaming_to_mssql_bcp_staging",
        source_type="clickhouse",
        sink_type="mssql",
        summary="ClickHouse is read in bounded batches into one spool file; a single bcp import loads it into staging.",
        commands=(
            "SELECT name, type FROM system.columns WHERE database = <database> AND table = <table>",
            _BCP_INTO_STAGING,
            "row counts, nulls and distinct counts are compared before the finalizer, state is committed after it",
        ),
        required_tools=("clickhouse-driver or clickhouse-connect", "bcp"),
        fallback_path=STREAMING_ROWS,
        expected_impact="saves one bcp process per batch; the throughput is not certified and depends on the machines",
    ),
    NativeFastPath(
        path_id="postgres_copy_to_clickhouse_http_tsv",
        source_type="postgres",
        sink_type="clickhouse",
        summary="COPY output is piped into ClickHouse as tab-separated values over HTTP or the native client.",
        commands=(
            "COPY (SELECT <columns> FROM <source> WHERE <predicate>) TO STDOUT WITH (FORMAT csv, DELIMITER E'\\t')",
            (
                "curl --data-binary @data.tsv 'http://<clickhouse>:8123/?query=INSERT%20INTO%20<staging>%20FORMAT%20TabSeparated'"
            ),
        ),
        required_tools=("psycopg", "clickhouse-client or curl"),
        fallback_path=STREAMING_ROWS,
        expected_impact="high for wide analytical tables",
    ),
    NativeFastPath(
        path_id="mssql_bcp_queryout_to_bcp_import",
        source_type="mssql",
        sink_type="mssql",
        summary="bcp exports from one SQL Server and imports into the staging table of the other.",
        commands=(
            f"{_BCP_QUERYOUT} -c -t\\t -r\\n -S <source_server> -d <source_database>",
            "bcp <staging_table> in data.bcp -c -t\\t -r\\n -b 100000 -S <target_server> -d <target_database>",
        ),
        required_tools=("bcp",),
        fallback_path="pyodbc_fast_executemany",
        expected_impact="high when source and target are different SQL Server instances",
    ),
)


def _mssql_clickhouse_route(
    path_id: str, summary: str, commands: tuple[str, ...], tools: tuple[str, ...], impact: str
) -> NativeFastPath:
    return NativeFastPath(path_id, "mssql", "clickhouse", summary, commands, tools, STREAMING_ROWS, impact)


_MSSQL_CLICKHOUSE_ROUTES = (
    _mssql_clickhouse_route(
        "mssql_bcp_queryout_to_clickhouse_direct_tsv",
        "SQL Server escapes the text itself, bcp writes tab-separated rows, ClickHouse reads them as they are.",
        (
            f"{_BCP_QUERYOUT} -c -t\\t -r\\n -S <server> -d <database>",
            'clickhouse-client --query "INSERT INTO <staging> FORMAT TabSeparated" < data.bcp',
        ),
        ("bcp", "clickhouse-client or curl"),
        "high, though the source spends CPU on escaping",
    ),
    _mssql_clickhouse_route(
        "mssql_odbc_row_stream_to_clickhouse_rowbinary",
        "Rows are read over ODBC and written as RowBinary: typed, without delimiters or escaping.",
        ("SELECT <columns> FROM <source> WHERE <predicate>", "INSERT INTO <staging> FORMAT RowBinary"),
        ("pyodbc", "clickhouse-client or curl"),
        "medium: exact types, but every row passes through Python",
    ),
    _mssql_clickhouse_route(
        "mssql_row_stream_to_clickhouse_staging",
        "Rows are read over ODBC and inserted into staging by the ClickHouse driver.",
        ("SELECT <columns> FROM <source> WHERE <predicate>", "INSERT INTO <staging> VALUES <rows>"),
        ("pyodbc", "clickhouse-driver or clickhouse-connect"),
        "portable baseline of this pair",
    ),
    _mssql_clickhouse_route(
        "mssql_bcp_native_to_clickhouse_rowbinary",
        "bcp exports its native binary format, which is transcoded to RowBinary for ClickHouse.",
        (f"{_BCP_QUERYOUT} -n -S <server> -d <database>", "INSERT INTO <staging> FORMAT RowBinary"),
        ("bcp", "clickhouse-client or curl"),
        "high: no text on the wire",
    ),
    _mssql_clickhouse_route(
        "mssql_bcp_native_to_clickhouse_native",
        "bcp exports its native binary format, which is transcoded to ClickHouse Native column blocks.",
        (f"{_BCP_QUERYOUT} -n -S <server> -d <database>", "INSERT INTO <staging> FORMAT Native"),
        ("bcp", "clickhouse-client or curl"),
        "very high with the native transcoder installed, limited by Python without it",
    ),
)

_PORTABLE = NativeFastPath(
    path_id=STREAMING_ROWS,
    source_type="default",
    sink_type="default",
    summary="Rows are streamed by the drivers of both engines, through staging where the sink has it.",
    commands=("dpone run manifest.yaml",),
    required_tools=("python",),
    fallback_path=STREAMING_ROWS,
    expected_impact="portable baseline",
)

_BY_PAIR = {(path.source_type, path.sink_type): path for path in _PAIRS}
_BY_ID = {path.path_id: path for path in (*_PAIRS, *_MSSQL_CLICKHOUSE_ROUTES, _PORTABLE)}
