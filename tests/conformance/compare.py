"""Finds the first difference between two plain values and says where it is."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any, cast


def difference(ours: Any, theirs: Any, path: str = "") -> str | None:
    """`key.path: ours is ..., dpone has ...`, or None when both are equal in value and type; key order does not count."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return _of_mappings(cast("Mapping[Any, Any]", ours), cast("Mapping[Any, Any]", theirs), path)
    if isinstance(ours, list) and isinstance(theirs, list):
        return _of_lists(cast("list[Any]", ours), cast("list[Any]", theirs), path)
    if isinstance(ours, float) and isinstance(theirs, float) and isnan(ours) and isnan(theirs):
        return None
    if type(cast("object", ours)) is not type(cast("object", theirs)) or ours != theirs:
        return f"{path or 'the whole'}: ours is {ours!r}, dpone has {theirs!r}"
    return None


def _of_mappings(ours: Mapping[Any, Any], theirs: Mapping[Any, Any], path: str) -> str | None:
    for key in theirs:
        if key not in ours:
            return f"{path}.{key}: missing, dpone has {theirs[key]!r}"
    for key in ours:
        if key not in theirs:
            return f"{path}.{key}: ours is {ours[key]!r}, dpone has none"
    found = (difference(ours[key], theirs[key], f"{path}.{key}".lstrip(".")) for key in ours)
    return next((item for item in found if item), None)


def _of_lists(ours: list[Any], theirs: list[Any], path: str) -> str | None:
    if len(ours) != len(theirs):
        return f"{path}: ours has {len(ours)} items, dpone {len(theirs)}: {ours!r} against {theirs!r}"
    found = (difference(*pair, f"{path}[{index}]") for index, pair in enumerate(zip(ours, theirs, strict=True)))
    return next((item for item in found if item), None)
