"""``sink.options.bulk`` and ``clickhouse_bulk``: bulk loading."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

MSSQL = ("mssql",)
CLICKHOUSE = ("clickhouse",)


@block(open=True)
class Bcp(Shape):
    """Settings of the bcp program."""

    bcp_path: str = key("Where the program is.")
    file_format: str = key("Format of the files.", default="character")
    code_page: str = key("Code page of the files.", default="65001")
    field_terminator: str = key("What ends a field.")
    row_terminator: str = key("What ends a row.")
    batch_size: int = key("Rows in one commit.", default=100000, ge=1)
    packet_size: int = key("Bytes in a network packet.", default=16384, ge=1)
    timeout_seconds: int = key("Seconds that a run may take.", default=3600, ge=1)
    error_file: str = key("File for refused rows.")
    table_lock: bool = key("Lock the table while loading.", default=True)
    keep_nulls: bool = key("Keep nulls instead of column defaults.", default=True)


@block(open=True)
class Bulk(Shape):
    """Bulk loading into SQL Server."""

    mode: str = key("Kind of bulk loading.", default="bcp")
    bcp: Bcp = key("Settings of the bcp program.")


@block(open=True)
class BulkStreaming(Shape):
    """Streaming into ClickHouse."""

    format: str = key(
        "Format of the stream.",
        default="CustomSeparated",
        values=("CustomSeparated", "TabSeparated", "TabSeparatedRaw"),
    )
    compression: str = key("Compression of the stream.", default="auto", values=("auto", "none", "lz4", "zstd"))
    async_insert: bool = key("Let ClickHouse gather inserts.", default=True)
    wait_for_async_insert: bool = key("Wait until gathered inserts are written.", default=True)


@block(open=True)
class BulkClient(Shape):
    """Loading with the clickhouse-client program."""

    command: str = key("The program.", default="clickhouse-client")
    host: str = key("Host of the server.")
    port: int = key("Port of the server.", ge=1)
    database: str = key("Database.")
    user: str = key("User.")
    password: str = key("Password; a manifest is no place for it.")
    secure: bool = key("Whether the connection is encrypted.")
    timeout_seconds: int = key("Seconds that a run may take.", ge=1)


@block(open=True)
class BulkHttp(Shape):
    """Loading over HTTP."""

    host: str = key("Host of the server.")
    port: int = key("Port of the server.", ge=1)
    database: str = key("Database.")
    user: str = key("User.")
    password: str = key("Password; a manifest is no place for it.")
    secure: bool = key("Whether the connection is encrypted.")
    timeout_seconds: int = key("Seconds that a request may take.", default=3600, ge=1)
    chunk_size: int = key("Bytes sent at a time.", default=1048576, ge=1)


@block(open=True)
class PullSettings(Shape):
    """Settings of the reading query; further ones are handed on."""

    max_download_threads: str | int = key("Parallel downloads: auto or a number.", default="auto", ge=1)
    input_format_parquet_allow_missing_columns: bool = key("Accept files without some columns.", default=False)


@block()
class ColumnarPull(Shape):
    """ClickHouse reads files from object storage itself."""

    use_cluster_function: str = key("Whether all nodes read.", default="auto", values=("auto", "s3", "s3Cluster"))
    cluster: str = key("Name of the cluster that reads.")
    auth_mode: str = key(
        "How ClickHouse signs in.",
        default="named_collection",
        values=("named_collection", "connection", "presigned_url"),
    )
    format: str = key("Format of the files.", default="Parquet", values=("Parquet",))
    settings: PullSettings = key("Settings of the reading query.")


@block()
class NativeTcp(Shape):
    """Loading over the native protocol."""

    enabled: bool = key("Whether it is used.", default=False)
    backend: str = key("Which client is used.", default="auto", values=("auto", "direct", "client"))
    compression: str = key("Compression on the wire.", default="auto", values=("auto", "none", "lz4", "zstd"))
    host: str = key("Host of the server.")
    port: int = key("Port of the server.", default=9000, ge=1)
    secure: bool = key("Whether the connection is encrypted.", default=False)
    timeout_seconds: int = key("Seconds to wait for an answer.", ge=1)
    connection_pool_size: int = key("Connections that are kept open.", default=2, ge=1)
    query_timeout_seconds: int = key("Seconds that a query may take.", default=3600, ge=1)


@block(open=True)
class ClickhouseBulk(Shape):
    """Bulk loading into ClickHouse."""

    mode: str = key("Kind of bulk loading.", default="auto")
    ingest_contract: str = key(
        "How typed the rows are on their way in.",
        default="auto",
        values=("auto", "typed_binary_staging", "typed_staging", "typed_raw_streaming_staging", "direct_tsv", "python"),
    )
    streaming: BulkStreaming = key("Streaming into ClickHouse.")
    client: BulkClient = key("Loading with the clickhouse-client program.")
    http: BulkHttp = key("Loading over HTTP.")
    columnar_pull: ColumnarPull = key("ClickHouse reads files from object storage itself.")
    native_tcp: NativeTcp = key("Loading over the native protocol.")
    insert_settings: dict[str, object] = key("Settings of the insert.")
    query_id: str = key("Identifier of the insert query.")
    insert_deduplication_token: str = key("Token by which ClickHouse recognises a repeated insert.")


class LegacyBulkKeys(Shape):
    """Older flat spellings of bulk and clickhouse_bulk."""

    bulk_mode: str = key("Older spelling of bulk.mode.", deprecated="bulk.mode", sinks=MSSQL)
    bcp_path: str = key("Older spelling of bulk.bcp.bcp_path.", deprecated="bulk.bcp.bcp_path", sinks=MSSQL)
    mssql_bcp_file_format: str = key(
        "Older spelling of bulk.bcp.file_format.", deprecated="bulk.bcp.file_format", sinks=MSSQL
    )
    bcp_code_page: str = key("Older spelling of bulk.bcp.code_page.", deprecated="bulk.bcp.code_page", sinks=MSSQL)
    field_terminator: str = key(
        "Older spelling of bulk.bcp.field_terminator.", deprecated="bulk.bcp.field_terminator", sinks=MSSQL
    )
    row_terminator: str = key(
        "Older spelling of bulk.bcp.row_terminator.", deprecated="bulk.bcp.row_terminator", sinks=MSSQL
    )
    bcp_batch_size: int = key("Older spelling of bulk.bcp.batch_size.", deprecated="bulk.bcp.batch_size", sinks=MSSQL)
    bcp_packet_size: int = key(
        "Older spelling of bulk.bcp.packet_size.", deprecated="bulk.bcp.packet_size", sinks=MSSQL
    )
    bcp_timeout_seconds: int = key(
        "Older spelling of bulk.bcp.timeout_seconds.", deprecated="bulk.bcp.timeout_seconds", sinks=MSSQL
    )
    bcp_error_file: str = key("Older spelling of bulk.bcp.error_file.", deprecated="bulk.bcp.error_file", sinks=MSSQL)
    bcp_table_lock: bool = key("Older spelling of bulk.bcp.table_lock.", deprecated="bulk.bcp.table_lock", sinks=MSSQL)
    bcp_keep_nulls: bool = key("Older spelling of bulk.bcp.keep_nulls.", deprecated="bulk.bcp.keep_nulls", sinks=MSSQL)
    clickhouse_bulk_mode: str = key(
        "Older spelling of clickhouse_bulk.mode.", deprecated="clickhouse_bulk.mode", sinks=CLICKHOUSE
    )
    clickhouse_insert_settings: dict[str, object] = key(
        "Older spelling of clickhouse_bulk.insert_settings.",
        deprecated="clickhouse_bulk.insert_settings",
        sinks=CLICKHOUSE,
    )
    clickhouse_query_id: str = key(
        "Older spelling of clickhouse_bulk.query_id.", deprecated="clickhouse_bulk.query_id", sinks=CLICKHOUSE
    )
    clickhouse_insert_deduplication_token: str = key(
        "Older spelling of clickhouse_bulk.insert_deduplication_token.",
        deprecated="clickhouse_bulk.insert_deduplication_token",
        sinks=CLICKHOUSE,
    )
    clickhouse_client_command: str = key(
        "Older spelling of clickhouse_bulk.client.command.",
        deprecated="clickhouse_bulk.client.command",
        sinks=CLICKHOUSE,
    )
    clickhouse_client_path: str = key(
        "Older spelling of clickhouse_bulk.client.command.",
        deprecated="clickhouse_bulk.client.command",
        sinks=CLICKHOUSE,
    )
    clickhouse_client_host: str = key(
        "Older spelling of clickhouse_bulk.client.host.", deprecated="clickhouse_bulk.client.host", sinks=CLICKHOUSE
    )
    clickhouse_client_port: int = key(
        "Older spelling of clickhouse_bulk.client.port.", deprecated="clickhouse_bulk.client.port", sinks=CLICKHOUSE
    )
    clickhouse_client_database: str = key(
        "Older spelling of clickhouse_bulk.client.database.",
        deprecated="clickhouse_bulk.client.database",
        sinks=CLICKHOUSE,
    )
    clickhouse_client_user: str = key(
        "Older spelling of clickhouse_bulk.client.user.", deprecated="clickhouse_bulk.client.user", sinks=CLICKHOUSE
    )
    clickhouse_client_password: str = key(
        "Older spelling of clickhouse_bulk.client.password.",
        deprecated="clickhouse_bulk.client.password",
        sinks=CLICKHOUSE,
    )
    clickhouse_client_secure: bool = key(
        "Older spelling of clickhouse_bulk.client.secure.", deprecated="clickhouse_bulk.client.secure", sinks=CLICKHOUSE
    )
    clickhouse_client_timeout_seconds: int = key(
        "Older spelling of clickhouse_bulk.client.timeout_seconds.",
        deprecated="clickhouse_bulk.client.timeout_seconds",
        sinks=CLICKHOUSE,
    )
    clickhouse_http_host: str = key(
        "Older spelling of clickhouse_bulk.http.host.", deprecated="clickhouse_bulk.http.host", sinks=CLICKHOUSE
    )
    clickhouse_http_port: int = key(
        "Older spelling of clickhouse_bulk.http.port.", deprecated="clickhouse_bulk.http.port", sinks=CLICKHOUSE
    )
    clickhouse_http_database: str = key(
        "Older spelling of clickhouse_bulk.http.database.", deprecated="clickhouse_bulk.http.database", sinks=CLICKHOUSE
    )
    clickhouse_http_user: str = key(
        "Older spelling of clickhouse_bulk.http.user.", deprecated="clickhouse_bulk.http.user", sinks=CLICKHOUSE
    )
    clickhouse_http_password: str = key(
        "Older spelling of clickhouse_bulk.http.password.", deprecated="clickhouse_bulk.http.password", sinks=CLICKHOUSE
    )
    clickhouse_http_secure: bool = key(
        "Older spelling of clickhouse_bulk.http.secure.", deprecated="clickhouse_bulk.http.secure", sinks=CLICKHOUSE
    )
    clickhouse_http_timeout_seconds: int = key(
        "Older spelling of clickhouse_bulk.http.timeout_seconds.",
        deprecated="clickhouse_bulk.http.timeout_seconds",
        sinks=CLICKHOUSE,
    )
    clickhouse_http_chunk_size: int = key(
        "Older spelling of clickhouse_bulk.http.chunk_size.",
        deprecated="clickhouse_bulk.http.chunk_size",
        sinks=CLICKHOUSE,
    )
