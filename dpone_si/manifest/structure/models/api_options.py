"""Options of api sources, by provider. The set is open: some providers hand options on as request parameters."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

API = ("api",)
DAY = r"^\d{4}-\d{2}-\d{2}$"


@block(open=True)
class Pagination(Shape):
    """How a REST API hands out further pages."""

    type: str = key(
        "Kind of paging.",
        values={
            "page": "A page number is counted up.",
            "offset": "An offset is counted up.",
            "cursor": "Each answer names the next cursor.",
        },
        any_case=False,
    )
    page_param: str = key("Parameter with the page number.", default="page")
    start_page: int = key("Number of the first page.", default=1)
    offset_param: str = key("Parameter with the offset.", default="offset")
    start_offset: int = key("First offset.", default=0)
    limit: int = key("Records per page.", default=1000)
    limit_param: str = key("Parameter with the number of records per page.")
    cursor_param: str = key("Parameter with the cursor.", default="cursor")
    next_cursor_path: str = key("Dotted path of the next cursor in an answer.", default="next_cursor")
    initial_cursor: str = key("Cursor of the first request.")
    max_pages: int = key("Stop after this many requests.", default=1000)


class RestKeys(Shape):
    """Options of `api_type: rest`."""

    endpoint: str = key("Base address; by default from the credentials.", sources=API, common=True)
    path: str = key("Path after the base address.", sources=API, common=True)
    method: str = key("HTTP method.", default="GET", values=("GET", "POST"), open_enum=True, sources=API, common=True)
    params: dict[str, object] = key("Query parameters of every request.", sources=API, common=True)
    json_: dict[str, object] = key("Body of every request.", name="json", sources=API)
    body: dict[str, object] = key("Other spelling of json.", sources=API)
    headers: dict[str, object] = key("HTTP headers of every request; for a kafka sink the headers of every message.")
    api_key_header: str = key("Header that carries the API key.", default="X-API-Key", sources=API)
    records_path: str = key("Dotted path of the records in an answer.", default="data", sources=API, common=True)
    pagination: Pagination = key("How further pages are fetched.", sources=API, common=True)
    limit: int = key("Records per page when pagination.limit is missing.", sources=API)
    schema_: list[str | dict[str, object]] = key(
        "Columns with their types, as name and type; columns does the same.", name="schema", sources=API
    )


class ApiClientKeys(Shape):
    """Options of most api clients."""

    resource: str = key("What is fetched from the API; becomes the source table's name.", sources=API, common=True)
    rate_limit_delay: float = key("Seconds between two requests.", default=0.5, ge=0, le=10, sources=API, common=True)
    max_retries: int = key("Repeats after a failed request.", default=3, ge=0, le=10, sources=API, common=True)
    retries: int = key("Other spelling of max_retries.", sources=API)
    retry_delay: float = key("Seconds before a repeat.", sources=API)
    timeout: int = key("Seconds to wait for an answer.", sources=API)
    parallel_workers: int = key("Requests at the same time.", default=1, ge=1, le=50, sources=API, common=True)
    full_refresh_days: int = key(
        "Days of history that a full refresh fetches.", default=365, ge=1, le=3650, sources=API, common=True
    )
    exclude_columns: list[str] = key("Fields that are dropped.", sources=API)
    column_mapping: dict[str, object] = key("New names of fields.", sources=API)
    start_date: str = key("First day to fetch, as YYYY-MM-DD.", sources=API)
    end_date: str = key("Last day to fetch, as YYYY-MM-DD.", sources=API)
    day: str = key("The one day to fetch, as YYYY-MM-DD.", sources=API)
    parse_temporal_fields: bool = key("Turn date text of FastTrack into dates.", sources=API)


class ApiParentKeys(Shape):
    """Options for resources that are fetched per parent record."""

    parent_table: str = key("Target table with the parent records.", sources=API)
    parent_id_column: str = key("Column with the parent's identifier.", default="id", sources=API)
    parent_updated_column: str = key("Column with the time the parent last changed.", default="updated_at", sources=API)
    parent_batch_size: int = key("Parents taken at a time.", default=500, ge=50, le=5000, sources=API)


class ApiProviderKeys(Shape):
    """Options of single providers."""

    app_id: str | int = key("AppsFlyer application.", sources=API)
    app_ids: str | list[str] = key("AppsFlyer applications.", sources=API)
    maximum_rows: int = key("Largest number of rows of an AppsFlyer report.", sources=API)
    timezone: str = key("Time zone of an AppsFlyer report.", sources=API)
    base_currency: str = key("Base currency of Open Exchange Rates.", sources=API)
    symbols: str | list[str] = key("Currencies of Open Exchange Rates.", sources=API)
    customer_ids: str | int | list[str | int] = key("Google Ads accounts.", sources=API)
    spreadsheet_id: str = key("Identifier of the Google spreadsheet.", sources=API)
    spreadsheet_url: str = key("Address of the Google spreadsheet, instead of spreadsheet_id.", sources=API)
    worksheet_title: str = key("Sheet by title.", sources=API)
    worksheet_index: int = key("Sheet by position.", sources=API)
    worksheet_gid: str | int = key("Sheet by identifier.", sources=API)
    range_name: str = key("Range of cells.", sources=API)
    header_row: int = key("Row with the column names.", default=1, sources=API)
    skip_rows: int = key("Rows that are skipped after the header.", default=0, sources=API)
    limit_rows: int = key("Largest number of rows.", sources=API)
    limit_columns: int = key("Largest number of columns.", sources=API)
    add_metadata_columns: bool = key("Add columns that name the sheet.", default=True, sources=API)
    value_render_option: str = key("How Google renders values.", default="UNFORMATTED_VALUE", sources=API)
    date_time_render_option: str = key("How Google renders dates.", default="FORMATTED_STRING", sources=API)
    poll_interval: float = key("Seconds between looks at a Mindbox export.", default=30, sources=API)
    export_timeout: float = key("Seconds to wait for a Mindbox export.", default=3600, sources=API)
    csv_delimiter: str = key("Delimiter of a Mindbox export.", default=";", sources=API)
    utc_boundary_time: str = key("Time of day in UTC that ends a Mindbox day.", default="21:00:00", sources=API)
    since_datetime_utc: str = key("Start of a Mindbox export.", sources=API)
    till_datetime_utc: str = key("End of a Mindbox export.", sources=API)
    replace_column: str = key("Date column that a Mindbox replace load is scoped by.", sources=API)
    max_pages: int = key("Stop after this many Omnidesk pages.", sources=API)
    max_period_days: int = key("Longest period of one Omnidesk request.", sources=API)
    domains: str | list[str] = key("Similarweb domains.", sources=API)
    snapshot_month: str = key("Month of the Similarweb data.", sources=API)
    country: str = key("Similarweb country.", default="world", sources=API)
    traffic_source: str = key("Similarweb traffic source.", default="Organic", sources=API)
    web_source: str = key("Similarweb device kind.", default="Total", sources=API)
    branded_type: str = key("Similarweb branded or other keywords.", default="All", sources=API)
    sort: str = key("Similarweb sort column.", sources=API)
    asc: bool = key("Similarweb ascending order.", sources=API)
    page_size: int = key("Similarweb rows per page.", sources=API)
    force_reload: bool = key("Fetch a Similarweb month again.", default=False, sources=API)
    min_keywords_count: int = key("Fewest keywords that count as complete.", default=1000, sources=API)
    user_id: str | int = key("Yandex Webmaster user.", sources=API)
    host_id: str = key("Yandex Webmaster site.", sources=API)
    host_url: str = key("Yandex Webmaster site by address.", sources=API)
    initial_start_date: str = key("First day of a new Yandex Webmaster load.", default="2025-01-01", sources=API)
    pages_in_search_daily_agg: str = key(
        "How Yandex Webmaster page counts are taken per day.", default="last", sources=API
    )
    device_types: str | list[str] = key("Yandex Webmaster device kinds.", sources=API)
    device_type_indicator: str = key("Yandex Webmaster device kind.", default="ALL", sources=API)
    region_ids: str | int | list[str | int] = key("Yandex Webmaster regions.", sources=API)
    popular_limit: int = key("Popular queries per request.", default=500, sources=API)
    popular_max_queries: int = key("Largest number of popular queries.", sources=API)
    query_analytics_limit: int = key("Analysed queries per request.", default=500, sources=API)
    query_analytics_max_queries: int = key("Largest number of analysed queries.", sources=API)
    query_analytics_device_type_indicator: str = key("Device kind of analysed queries.", sources=API)
    query_analytics_search_location: str = key(
        "Search location of analysed queries.", default="WEB_LOCATION", sources=API
    )
    query_analytics_text_indicator: str = key("What is analysed: queries or pages.", default="QUERY", sources=API)
