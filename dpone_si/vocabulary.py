"""The words of a dpone manifest: endpoint types, modes, merge policies, as immutable tables, and how dpone folds each.

The facts are those of dpone 0.88.0; the tests compare the tables with the installed package.
Nothing here decides: the tables say which words exist and what they are another spelling of.
"""

from __future__ import annotations

from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    Role = Literal["source", "sink"]

# --- endpoints -------------------------------------------------------------------------------------------------------

SOURCE_TYPES = ("postgres", "mysql", "mssql", "clickhouse", "kafka", "api")
SINK_TYPES = ("postgres", "mssql", "clickhouse", "bigquery", "kafka")

ENDPOINT_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "postgresql": "postgres",
        "sqlserver": "mssql",
        "sql_server": "mssql",
        "microsoft mssql": "mssql",
        "microsoft_mssql": "mssql",
        "odbc": "mssql",
    }
)
"""Spellings the loader folds before anything else sees the type."""

ADVISOR_ENDPOINT_ALIASES: Mapping[str, str] = MappingProxyType(
    {"sqlserver": "mssql", "sql_server": "mssql", "bq": "bigquery", "api": "rest"}
)
"""Spellings the advisor folds; it calls the `api` source `rest` and alone knows `bq`."""

ENDPOINT_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "postgres": "PostgreSQL",
        "mysql": "MySQL",
        "mssql": "Microsoft SQL Server",
        "clickhouse": "ClickHouse",
        "bigquery": "BigQuery",
        "kafka": "Kafka",
        "api": "HTTP API",
        "rest": "HTTP API",
    }
)

DEFAULT_SOURCE_TYPE = "postgres"
DEFAULT_SINK_TYPE = "bigquery"

DATABASE_SINKS = ("mssql", "postgres", "clickhouse", "bigquery")
PARTITION_REPLACE_SINKS = DATABASE_SINKS
"""Sinks that can swap whole partitions; a Kafka log has none."""

API_TYPES = (
    "omnidesk",
    "appsflyer",
    "mindbox",
    "similarweb",
    "openexchangerates",
    "google_sheets",
    "google_ads",
    "yandex_webmaster",
    "cbr",
    "rest",
    "amplitude",
    "fasttrack",
)
API_TYPE_ALIASES: Mapping[str, str] = MappingProxyType({"fastrack": "fasttrack"})
API_TYPES_WITHOUT_CREDENTIALS = ("cbr",)

CONNECTION_TYPES = ("airflow", "vault", "env", "params")

EVENT_TABLE_KINDS = ("event", "events", "event_log", "append_only_event")
"""Values of `source.options.table_kind` or `source_kind` that declare an append-only event log."""

# --- strategy modes --------------------------------------------------------------------------------------------------

AUTO = "auto"
DEFAULT_MODE = "full_refresh"
MODES = (
    "full_refresh",
    "incremental_merge",
    "incremental_append",
    "replace",
    "partition_replace",
    "snapshot_diff",
    "scd2",
    "cdc_apply",
    "backfill",
)
"""The concrete modes, in the order dpone declares them."""

MODE_ALIASES: Mapping[str, str] = MappingProxyType({"default": AUTO})

KEYED_MODES = ("incremental_merge", "snapshot_diff", "cdc_apply", "scd2")
"""Modes that match source rows to target rows and therefore need a unique key."""

STATELESS_MODES = ("full_refresh", "replace", "backfill")
"""Modes for which `state.type: disabled` is allowed."""

_ALL_BUT_CDC = tuple(mode for mode in MODES if mode != "cdc_apply")
MODES_BY_SINK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "postgres": _ALL_BUT_CDC,
        "mssql": _ALL_BUT_CDC,
        "clickhouse": _ALL_BUT_CDC,
        "bigquery": _ALL_BUT_CDC,
        "kafka": tuple(mode for mode in MODES if mode not in {"partition_replace", "scd2"}),
    }
)
"""Modes each sink has code for at run time."""

MODES_BY_SOURCE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "postgres": _ALL_BUT_CDC,
        "mysql": _ALL_BUT_CDC,
        "mssql": tuple(mode for mode in MODES if mode not in {"snapshot_diff", "scd2", "cdc_apply"}),
        "clickhouse": ("full_refresh", "incremental_append", "replace", "partition_replace", "backfill"),
        "kafka": MODES,
        "api": ("full_refresh", "incremental_merge", "incremental_append", "replace", "partition_replace"),
    }
)
"""Modes each source can extract rows for at run time; a provider of an api may know fewer."""

# --- merge policies --------------------------------------------------------------------------------------------------

MERGE_POLICIES = (
    "update_insert",
    "delete_insert",
    "shadow_swap",
    "lightweight_delete_insert",
    "mutation_delete_insert",
    "event_upsert",
)

MERGE_POLICY_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "default": AUTO,
        "update+insert": "update_insert",
        "delete+insert": "delete_insert",
        "delete_insert_merge": "delete_insert",
        "exchange": "shadow_swap",
        "lightweight_delete+insert": "lightweight_delete_insert",
        "alter_delete_insert": "mutation_delete_insert",
        "upsert_events": "event_upsert",
    }
)
"""Spellings the sinks fold at load time. The build check of the mssql sink knows none of them."""

ADVISOR_MERGE_POLICY_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        alias: policy
        for alias, policy in MERGE_POLICY_ALIASES.items()
        if alias not in {"lightweight_delete+insert", "alter_delete_insert"}
    }
)
"""The subset the advisor folds; it echoes any other word."""

DEFAULT_MERGE_POLICY_BY_SINK: Mapping[str, str] = MappingProxyType(
    {
        "mssql": "delete_insert",
        "postgres": "delete_insert",
        "bigquery": "delete_insert",
        "clickhouse": "lightweight_delete_insert",
        "kafka": "event_upsert",
    }
)
"""What `merge_policy: auto` means for each sink."""

MERGE_POLICIES_BY_SINK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mssql": ("delete_insert", "shadow_swap"),
        "postgres": ("delete_insert", "shadow_swap"),
        "bigquery": ("delete_insert", "shadow_swap"),
        "clickhouse": ("lightweight_delete_insert", "shadow_swap", "mutation_delete_insert"),
        "kafka": ("event_upsert",),
    }
)
"""Policies each sink accepts at load time."""

MSSQL_BUILD_MERGE_POLICIES = (AUTO, "update_insert", "delete_insert", "shadow_swap")
"""Words the build check of the mssql sink knows; it refuses aliases and blocks `shadow_swap` by a rule of its own."""

GUARDED_MERGE_POLICIES = (("clickhouse", "mutation_delete_insert"),)
"""Pairs of sink and policy that need `allow_non_recommended_policy: true`."""

# --- hints -----------------------------------------------------------------------------------------------------------

HINT_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "source_type": ("source.type",),
        "sink_type": ("sink.type",),
        "requested_mode": ("sink.strategy.mode",),
        "requested_merge_policy": ("sink.strategy.merge_policy",),
        "unique_key": ("sink.strategy.unique_key", "source.options.unique_key"),
        "estimated_rows": ("source.options.estimated_rows",),
        "changed_percent": ("source.options.changed_percent",),
        "delete_percent": ("source.options.delete_percent",),
        "partition_column": ("source.options.partition_column", "sink.strategy.partition.column"),
        "cdc_available": ("source.options.cdc_enabled",),
        "source_cursor": ("source.options.incremental_column",),
        "source_window": (
            "source.options.source_custom_predicate",
            "source.options.custom_predicate",
            "source.options.date_from",
            "source.options.date_to",
        ),
        "event_table": (
            "source.options.table_kind",
            "source.options.source_kind",
            "source.options.event_table",
        ),
    }
)
"""For each hint of the advisor, the manifest keys the runtime reads it from; the first truthy one wins."""

DEFAULT_BATCH_SIZE = 10_000
DEFAULT_STAGING_SCHEMA = "staging"
DEFAULT_EXPORT_FORMAT = "csv"


def fold(value: object) -> str:
    """The text of `value` trimmed, in lower case, with `-` written as `_`: how dpone compares most words."""
    return str(value).strip().lower().replace("-", "_")


def loader_endpoint(value: object) -> str:
    """The endpoint type as the loader writes it on; an unknown word comes back folded."""
    folded = fold(value)
    return ENDPOINT_ALIASES.get(folded, folded)


def advisor_endpoint(value: object) -> str:
    """The endpoint type as the advisor compares it (`api` becomes `rest`); an unknown word comes back folded."""
    folded = fold(value)
    return ADVISOR_ENDPOINT_ALIASES.get(folded, folded)


def canonical_endpoint(value: object, role: Role) -> str | None:
    """The canonical type if dpone has an implementation of it as `role`, else None."""
    name = loader_endpoint(value)
    return name if name in (SOURCE_TYPES if role == "source" else SINK_TYPES) else None


def sink_endpoint(value: object) -> str | None:
    """The canonical sink type behind any spelling the loader or the advisor folds, or None for no sink of dpone."""
    name = loader_endpoint(value)
    name = ADVISOR_ENDPOINT_ALIASES.get(name, name)
    return name if name in SINK_TYPES else None


def advisor_mode(value: object) -> str:
    """The requested mode as the advisor compares it; an absent or empty one means `auto`, unknown words are echoed."""
    folded = fold(value or AUTO)
    return MODE_ALIASES.get(folded, folded)


def canonical_mode(value: object) -> str | None:
    """The mode a run uses for the authored value (`auto` included), or None for a word dpone does not know.

    An absent, null or empty mode is `full_refresh`: that is what a run does, although `dpone strategy advise` says
    `auto`.
    """
    mode = advisor_mode(value or DEFAULT_MODE)
    return mode if mode == AUTO or mode in MODES else None


def canonical_merge_policy(value: object) -> str | None:
    """The policy a sink reads (`auto` included, null means `auto`), or None for a word dpone does not know."""
    folded = AUTO if value is None else fold(value)
    policy = MERGE_POLICY_ALIASES.get(folded, folded)
    return policy if policy == AUTO or policy in MERGE_POLICIES else None


def resolve_merge_policy(sink: object, value: object) -> str | None:
    """The concrete policy `sink` uses for the authored value, or None if the sink or the word is unknown.

    A known policy the sink does not support is returned as it is; ask `supports_merge_policy` for support.
    """
    policy = canonical_merge_policy(value)
    name = advisor_endpoint(sink)
    if name not in DEFAULT_MERGE_POLICY_BY_SINK:
        return None
    return DEFAULT_MERGE_POLICY_BY_SINK[name] if policy == AUTO else policy


def supports_merge_policy(sink: object, policy: str) -> bool:
    """Whether the sink accepts this canonical policy at load time; `auto` always."""
    return policy == AUTO or policy in MERGE_POLICIES_BY_SINK.get(advisor_endpoint(sink), ())


def needs_policy_opt_in(sink: object, policy: str) -> bool:
    """Whether the sink refuses this policy without `allow_non_recommended_policy: true`."""
    return (advisor_endpoint(sink), policy) in GUARDED_MERGE_POLICIES


def canonical_api_type(value: object) -> str | None:
    """The canonical `api_type`, or None for a word dpone only passes through."""
    folded = str(value).strip().lower()
    name = API_TYPE_ALIASES.get(folded, folded)
    return name if name in API_TYPES else None
