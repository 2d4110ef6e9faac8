"""Where rows come from and go to: database, schema and table of both endpoints, with the defaults of each endpoint
type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from dpone_si.errors import LoadConfigError
from dpone_si.records import record
from dpone_si.vocabulary import (
    API_TYPE_ALIASES,
    DEFAULT_SINK_TYPE,
    DEFAULT_SOURCE_TYPE,
    DEFAULT_STAGING_SCHEMA,
    loader_endpoint,
)

Block = Mapping[str, Any]


@record(frozen=True)
class SourceNames:
    """The source relation; `default_connection` is what an `api` source uses when no connection is named."""

    database: str | None
    schema: str
    table: str | None
    default_connection: str | None


@record(frozen=True)
class SinkNames:
    """The target relation and the schema its staging tables live in."""

    database: str | None
    schema: str | None
    table: str | None
    staging_database: str | None
    staging_schema: str


def name_source(source: Block) -> SourceNames:
    """The source relation of a `source` block. The words `api` and `kafka` count in lower case only, as in dpone."""
    kind = source.get("type", DEFAULT_SOURCE_TYPE)
    table = _block(source, "table", "source.table")
    database = _text(table.get("database"))
    if kind == "api":
        word = str(source.get("api_type") or "api").strip().lower() or "api"
        name = f"api__{API_TYPE_ALIASES.get(word, word)}"
        options: Block = source.get("options") or {}
        resource = table.get("name") or options.get("resource", "data") or "data"
        return SourceNames(database, table.get("schema") or name, resource, name)
    if kind == "kafka":
        topic = source.get("topic") or table.get("name")
        return SourceNames(database, table.get("schema") or "kafka", topic, None)
    name = table.get("name")
    database, schema = _mssql_schema(kind, database, table.get("schema"), name, "source.table")
    return SourceNames(database, schema, name, None)


def name_sink(sink: Block) -> SinkNames:
    """The target and staging relations of a `sink` block."""
    kind = sink.get("type", DEFAULT_SINK_TYPE)
    table = _block(sink, "table", "sink.table")
    database, schema, name = _text(table.get("database")), table.get("schema"), table.get("name")
    if kind == "kafka":
        schema, name = schema or "kafka", sink.get("topic") or name
    else:
        database, schema = _mssql_schema(kind, database, schema, name, "sink.table")
    staging = _block(sink, "staging", "sink.staging")
    staging_database = _text(staging.get("database"))
    if staging_database is None and loader_endpoint(kind or "") == "mssql":
        staging_database = database
    staging_schema = staging.get("schema", DEFAULT_STAGING_SCHEMA)
    staging_names = _mssql_schema(kind, staging_database, staging_schema, name or "staging", "sink.staging")
    return SinkNames(database, schema, name, *staging_names)


_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _mssql_schema(
    kind: object, database: str | None, schema: object, table: object, key: str
) -> tuple[str | None, str]:
    """SQL Server accepts `database.schema` in the schema; the database is split off and kept in the label."""
    label = str(schema or "").strip()
    if loader_endpoint(kind or "") != "mssql" or not label or table in (None, ""):
        return database, label
    parts = [part.strip() for part in label.split(".")]
    if len(parts) == 2 and database in (None, parts[0]):
        database, label = parts
    for role, name in (("schema", label), ("name", str(table).strip()), ("database", database)):
        if name is not None and not _IDENTIFIER.fullmatch(name):
            raise LoadConfigError(
                f"{name!r} is no plain SQL Server identifier.",
                key=f"{key}.{role}",
                cure="Use letters, digits and underscores; a schema may be written as `database.schema`.",
            )
    return database, f"{database}.{label}" if database else label


def _block(parent: Block, name: str, key: str) -> Block:
    value = parent.get(name, {})
    if not isinstance(value, Mapping):
        raise LoadConfigError(
            f"a mapping is expected, {value!r} is none.", key=key, cure="Write `schema:` and `name:` below it."
        )
    return cast("Block", value)


def _text(value: object) -> str | None:
    return str(value or "").strip() or None
