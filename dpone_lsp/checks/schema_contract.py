"""The columns of a process's schema contract, which stands at the root of the process or in the sink's options."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import Value
from dpone_si.manifest.syntax.tree import Node

PLACES: Final = ("schema_contract", "sink.options.schema_contract")
COLUMN_KEYS: Final = ("type", "logical_type", "precision", "scale", "nullable", "timezone")
#: Logical types that a near miss is compared with. dpone itself accepts any name.
LOGICAL_TYPES: Final = (
    "string", "text", "varchar", "char", "boolean", "bool", "integer", "int", "bigint", "smallint", "tinyint",
    "decimal", "numeric",
    "float", "double", "real", "date", "time", "timestamp", "timestamptz", "datetime", "json", "jsonb", "uuid",
    "binary", "bytes", "array",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "enum",
    "interval", "struct", "map",
    "xml", "money", "bytea", "datetime2", "datetimeoffset", "nvarchar", "nchar", "ntext", "bit", "number", "record",
    "long", "short",
    "serial", "bigserial", "inet", "cidr", "geography", "geometry", "hstore", "ipv4", "ipv6", "object", "list",
    "blob", "clob",
    "mediumint", "mediumtext", "longtext", "tinytext", "year", "smallmoney", "smalldatetime", "image", "varbinary",
    "datetime64", "date32",
    "fixedstring", "lowcardinality", "nullable", "tuple", "nested", "bignumeric", "bool8", "float4", "float8", "int2",
    "int4", "char1",
    "uniqueidentifier", "sql_variant", "rowversion", "hierarchyid", "citext", "tsvector", "point", "oid", "macaddr",
    "variant", "dynamic",
    "uint128", "uint256", "int128", "int256", "decimal32", "decimal64", "decimal128", "bfloat16", "set", "varbit",
    "character",
    "character_varying", "double_precision", "timestamp_with_time_zone", "timestamp_without_time_zone",
    "time_with_time_zone",
)  # fmt: skip


_TYPE_NAMES: Final = frozenset(LOGICAL_TYPES)


def columns(facts: Facts, odd: Callable[[Node], bool]) -> Iterator[tuple[str, Value]]:
    """Name and value of each declared column that some layer writes in an `odd` way: of a thousand, nearly all are
    as they should be.
    """
    for place in PLACES:
        block = facts.process.at(f"{place}.columns")
        if block is None or not block.is_mapping:
            continue
        view = block.view
        names = {name for _, node in view.stack for name, (_, value) in node.entries.items() if odd(value.target)}
        for name in view.keys() if names else ():
            value = view.get(name) if name in names else None
            if value is not None and value.is_scalar and isinstance(name, str) and "." not in name:
                value = facts.process.at(f"{place}.columns.{name}")  # rendered
            if value is not None:
                yield str(name), value


def is_known_type(text: str) -> bool:
    """Whether a type, with or without parameters, is one of `LOGICAL_TYPES`."""
    return text in _TYPE_NAMES or base_type(text) in _TYPE_NAMES


def base_type(text: str) -> str:
    """The name of a type without its parameters: `decimal(18, 4)` -> `decimal`."""
    return text.strip().lower().partition("(")[0].strip().replace(" ", "_")
