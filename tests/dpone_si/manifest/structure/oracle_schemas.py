"""The JSON Schemas inside the installed dpone package, read as a list of key paths."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORM_OF = {
    "etl-config.schema.json": "single",
    "etl-batch-manifest.schema.json": "batch",
    "etl-flow-manifest.schema.json": "flow",
    "etl-flow-fragment-manifest.schema.json": "fragment",
    "component.schema.json": "component",
    "profile.schema.json": "profile",
    "recipe.schema.json": "recipe",
    "recipe-catalog.schema.json": "recipe_catalog",
    "selectors.schema.json": "selectors",
    "test-manifest.schema.json": "test",
}

ANY_NAME = "any_name"
"""Stands in a path where the author names the key."""

Path_ = tuple[str | int, ...]


def schema_folder(python: Path) -> Path:
    """Where the package keeps its schemas, asked of its interpreter without importing the package."""
    code = "import importlib.util; print(importlib.util.find_spec('dpone').submodule_search_locations[0])"
    answer = subprocess.run([str(python), "-I", "-c", code], capture_output=True, text=True, check=True)
    return Path(answer.stdout.strip()) / "schema"


def key_paths(schema: dict[str, Any]) -> dict[Path_, list[dict[str, Any]]]:
    """Every path a schema names, with the sub-schemas found there; 0 steps into a list."""
    found: dict[Path_, list[dict[str, Any]]] = {}
    for path, node in _walk(schema, schema, (), ()):
        found.setdefault(path, []).append(node)
    return found


def load_schema(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def _walk(
    node: object, root: dict[str, Any], path: Path_, references: tuple[str, ...]
) -> Iterator[tuple[Path_, dict[str, Any]]]:
    if not isinstance(node, dict):
        return
    schema: dict[str, Any] = node
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference in references:
            return
        yield from _walk(_resolve(root, reference), root, path, (*references, reference))
    if path:
        yield path, schema
    for key, value in schema.get("properties", {}).items():
        yield from _walk(value, root, (*path, key), references)
    yield from _walk(schema.get("additionalProperties"), root, (*path, ANY_NAME), references)
    yield from _walk(schema.get("items"), root, (*path, 0), references)
    for combination in ("allOf", "anyOf", "oneOf"):
        for member in schema.get(combination, ()):
            yield from _walk(member, root, path, references)
    for branch in ("then", "else"):
        yield from _walk(schema.get(branch), root, path, references)


def _resolve(root: dict[str, Any], reference: str) -> Any:
    node: Any = root
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node
