"""Every key that dpone's own JSON Schemas name is known to the typed structure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dpone_si.manifest.structure import KeySpec, block_at, lookup
from tests.dpone_si.manifest.structure.oracle_schemas import (
    ANY_NAME,
    FORM_OF,
    Path_,
    key_paths,
    load_schema,
    schema_folder,
)
from tests.loud_skips import skip_layer
from tests.oracle.client import OracleUnavailableError, oracle_python

NOT_READ = {
    "transforms.[].sql": "dpone crashes on it: a transform has name and params",
    "sink.options.lineage.features.any_name": "dpone refuses features it does not know",
    "naming.any_name": "dpone ignores naming templates it does not know",
    "schema_contract": "dropped at the root of a batch, which is a finding of its own",
}
"""Keys of the schemas that dpone's code does not take, by the end of their path."""

NOT_A_WORD = {
    ("source.type", "bigquery"): "dpone has no reader for BigQuery",
}


@pytest.fixture(scope="module")
def schemas() -> Path:
    try:
        return schema_folder(oracle_python())
    except OracleUnavailableError as absent:
        skip_layer("oracle", str(absent))


@pytest.mark.parametrize("name", sorted(FORM_OF))
def test_every_key_of_the_schema_is_known(schemas: Path, name: str) -> None:
    """A key path of the schema that lookup() does not find is a key we lack."""
    form = FORM_OF[name]
    lacking = [
        _text(path)
        for path in key_paths(load_schema(schemas, name))
        if not _known(form, path) and not _not_read(form, path)
    ]
    assert lacking == []


@pytest.mark.parametrize("name", sorted(FORM_OF))
def test_every_word_of_the_schema_is_known(schemas: Path, name: str) -> None:
    """A value that the schema lists is one of our words, canonical or alias, or the key takes any text."""
    form = FORM_OF[name]
    lacking: list[str] = []
    for path, nodes in key_paths(load_schema(schemas, name)).items():
        spec = lookup(form, path)
        if spec is None or not (spec.enum or spec.aliases):
            continue
        known = {*spec.enum, *spec.aliases}
        lacking += [
            f"{_text(path)}: {word}" for word in _words(nodes) if word not in known and not _not_a_word(path, word)
        ]
    assert lacking == []


@pytest.mark.parametrize("name", sorted(FORM_OF))
def test_every_type_of_the_schema_is_taken(schemas: Path, name: str) -> None:
    """A type that the schema allows for a key is one of the types we take."""
    form = FORM_OF[name]
    lacking: list[str] = []
    for path, nodes in key_paths(load_schema(schemas, name)).items():
        spec = lookup(form, path)
        if spec is not None:
            lacking += [f"{_text(path)}: {kind}" for kind in _types(nodes) if not _takes(spec, kind)]
    assert lacking == []


def _not_read(form: str, path: Path_) -> bool:
    text = _text(path)
    root = form == "batch" and path[0] == "schema_contract"
    return root or any(text.endswith(end) for end in NOT_READ if end != "schema_contract")


def _not_a_word(path: Path_, word: str) -> bool:
    return any(word == odd and _text(path).endswith(end) for end, odd in NOT_A_WORD)


def _known(form: str, path: Path_) -> bool:
    if path[-1] == ANY_NAME:
        parent = block_at(form, path[:-1])
        return parent is None or parent.open or parent.wildcard is not None or _free(form, path[:-1])
    if any(_free(form, path[:at]) for at in range(1, len(path))) and lookup(form, path) is None:
        return False
    return lookup(form, path) is not None


def _free(form: str, path: Path_) -> bool:
    """Whether anything may stand below: a mapping or list without a description."""
    spec = lookup(form, path)
    return spec is not None and spec.block is None and spec.items is None


def _words(nodes: list[dict[str, Any]]) -> set[str]:
    words = [*(word for node in nodes for word in node.get("enum", ())), *(node.get("const") for node in nodes)]
    return {word for word in words if isinstance(word, str)}


_TYPE = {"object": "mapping", "array": "list"}


def _types(nodes: list[dict[str, Any]]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        kinds = node.get("type", ())
        found.update([kinds] if isinstance(kinds, str) else kinds)
    return {_TYPE.get(kind, kind) for kind in found}


def _takes(spec: KeySpec, kind: str) -> bool:
    return kind in spec.types or "any" in spec.types or (kind == "integer" and "number" in spec.types)


def _text(path: Path_) -> str:
    return ".".join("[]" if step == 0 else str(step) for step in path)
