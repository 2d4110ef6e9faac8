"""Plain data to JSON and back without loss: the language the oracle's client and its worker speak.

JSON has no dates, bytes, sets, tuples, infinities or mappings with keys that are not text, and YAML has all of them.
Each is written as a mapping with one key that begins with `$`; an ordinary mapping that happens to hold such a key is
written as `$map`, so that nothing an author can write is mistaken for a tag.

The worker imports this file inside the environment of dpone, so it uses the standard library only.
"""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class New:
    """An argument for the oracle that is an object of its own: `New("module:Class", name=value)`."""

    target: str
    arguments: Mapping[str, Any]


def new(target: str, **arguments: Any) -> New:
    """Describe an object to be built inside the oracle as `target(**arguments)`; `target` is `module:Class`."""
    return New(target, arguments)


def encode(value: Any) -> Any:
    """Return `value` as JSON-encodable data; dataclasses, enums and paths become what they hold, objects a `repr`."""
    if value is None or (isinstance(value, bool | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return encode(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, date | bytes | bytearray | New | tuple | set | frozenset):
        return _tagged(value)
    if isinstance(value, Mapping):
        return _encode_mapping(cast("Mapping[Any, Any]", value))
    if isinstance(value, list):
        return [encode(item) for item in cast("list[Any]", value)]
    if isinstance(value, PurePath):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _encode_mapping({field.name: getattr(value, field.name) for field in fields(value)})
    return {"$object": repr(value)}


def _tagged(value: Any) -> dict[str, Any]:
    """A value that JSON knows no form of."""
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, bytes | bytearray):
        return {"$bytes": b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, New):
        return {"$new": [value.target, encode(dict(value.arguments))]}
    if isinstance(value, tuple):
        return {"$tuple": [encode(item) for item in cast("tuple[Any, ...]", value)]}
    return {"$set": sorted((encode(item) for item in cast("set[Any]", value)), key=repr)}


def decode(value: Any) -> Any:
    """Undo `encode`. An object that could not be described comes back as the text of its `repr`."""
    if isinstance(value, list):
        return [decode(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    mapping = cast("dict[str, Any]", value)
    if len(mapping) == 1:
        ((tag, body),) = mapping.items()
        if tag.startswith("$"):
            return _decode_tag(tag, body)
    return {key: decode(item) for key, item in mapping.items()}


def _encode_mapping(mapping: Mapping[Any, Any]) -> dict[str, Any]:
    if all(type(key) is str and not key.startswith("$") for key in mapping):
        return {key: encode(item) for key, item in mapping.items()}
    return {"$map": [[encode(key), encode(item)] for key, item in mapping.items()]}


def _decode_tag(tag: str, body: Any) -> Any:
    match tag:
        case "$map":
            return {_hashable(decode(key)): decode(item) for key, item in body}
        case "$date":
            return date.fromisoformat(body)
        case "$datetime":
            return datetime.fromisoformat(body)
        case "$bytes":
            return b64decode(body)
        case "$float":
            return float(body)
        case "$tuple":
            return tuple(decode(item) for item in body)
        case "$set":
            return {_hashable(decode(item)) for item in body}
        case "$new":
            return New(body[0], decode(body[1]))
        case "$object":
            return str(body)
        case _:
            raise ValueError(f"the oracle speaks an unknown tag {tag!r}")


def _hashable(value: Any) -> Any:
    return tuple(cast("list[Any]", value)) if isinstance(value, list) else value
