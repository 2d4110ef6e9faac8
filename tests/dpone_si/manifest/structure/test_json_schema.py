"""The JSON Schemas: valid, accepting what dpone runs, refusing what it refuses while reading."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.structure import FORMS
from dpone_si.manifest.structure.json_schema import schema_for
from dpone_si.manifest.syntax.tree import to_plain
from tests.dpone_si.manifest.structure.samples import REFUSED, RUNS
from tests.oracle.client import OracleClient


@cache
def validator(form: str) -> Draft202012Validator:
    return Draft202012Validator(schema_for(form))


def plain(text: str, role: str | None = None) -> tuple[str, Any]:
    """The form of a text and its value as JSON has it: names are text, dates too."""
    document = Document("sample.yaml", text, role=role)
    assert document.root is not None
    return document.form, _jsonable(to_plain(document.root))


def fault(form: str, value: Any) -> str | None:
    error = best_match(validator(form).iter_errors(value))
    return None if error is None else f"{'.'.join(map(str, error.absolute_path))}: {error.message}"


def _references(node: Any) -> set[str]:
    """Names of the definitions that a schema refers to."""
    if isinstance(node, list):
        return set().union(*map(_references, node))
    if not isinstance(node, dict):
        return set()
    named = {node["$ref"].removeprefix("#/$defs/")} if isinstance(node.get("$ref"), str) else set()
    return named.union(*map(_references, node.values()))


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_jsonable(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_a_schema_that_is_json(form: str) -> None:
    schema = schema_for(form)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["description"].endswith(".")
    assert _references(schema) <= {*schema["$defs"]}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["single", "batch"])
def test_the_schemas_of_manifests_keep_the_rules_of_json_schema(form: str) -> None:
    """The other manifests are made of the same definitions."""
    Draft202012Validator.check_schema(schema_for(form))


@pytest.mark.parametrize("form", sorted({*FORMS} - {"single", "batch", "preset", "flow", "pipeline", "fragment"}))
def test_the_other_schemas_keep_the_rules_of_json_schema(form: str) -> None:
    Draft202012Validator.check_schema(schema_for(form))


def test_an_unknown_form_has_none() -> None:
    with pytest.raises(KeyError):
        schema_for("strategy")


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in RUNS.items() for text in texts])
def test_what_dpone_runs_is_accepted(form: str, text: str) -> None:
    assert fault(form, plain(text)[1]) is None


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in REFUSED.items() for text in texts])
def test_what_dpone_refuses_is_refused(form: str, text: str) -> None:
    assert fault(form, plain(text)[1]) is not None


@pytest.mark.parametrize("form", ["single", "batch", "flow", "pipeline"])
def test_the_samples_are_what_dpone_runs(oracle: OracleClient, tmp_path: Path, form: str) -> None:
    """dpone itself is asked, so that the samples cannot drift from the truth."""
    path = tmp_path / "sample.yaml"
    for text in RUNS[form]:
        path.write_text(text, encoding="utf-8")
        verdict = oracle.validate(path)
        assert verdict.loads, (text, verdict.failure)


@pytest.mark.parametrize("form", ["single", "batch"])
def test_the_refused_samples_are_what_dpone_refuses(oracle: OracleClient, tmp_path: Path, form: str) -> None:
    path = tmp_path / "sample.yaml"
    for text in REFUSED[form]:
        path.write_text(text, encoding="utf-8")
        assert not oracle.validate(path).loads, text


def test_keys_that_dpone_ignores_are_accepted_and_those_it_refuses_are_not() -> None:
    assert fault("single", {"name": "a", "nmae": "b"}) is None
    assert fault("single", {"name": "a", "reconciliation": {"enabled": True, "enabeld": True}}) is not None


def test_words_are_offered_and_explained() -> None:
    """An editor that reads the schema offers the canonical words and shows what they do."""
    mode = schema_for("single")["$defs"]["strategy"]["properties"]["mode"]
    assert mode["anyOf"][0]["enum"][:2] == ["auto", "full_refresh"]
    assert "`scd2`:" in mode["description"]
    assert mode["default"] == "full_refresh"


def test_deprecated_keys_are_marked_with_their_cure() -> None:
    older = schema_for("single")["$defs"]["partition"]["properties"]["expression"]
    assert older["deprecated"] is True
    assert "value_expression" in older["description"]


def test_templates_are_accepted_in_processes_only() -> None:
    assert (
        fault(
            "batch",
            plain(
                "{kind: dpone.batch.v1, schemas: {s: {tables: [t]}}, defaults: {source: {options: {columns: '{{ c }}'}}}}"
            )[1],
        )
        is None
    )
    assert fault("single", {"name": "a", "source": {"options": {"columns": "{{ c }}"}}}) is not None


def test_every_sample_manifest_that_dpone_accepts_is_accepted(shared: Path, oracle: OracleClient) -> None:
    """Examples, the corpus and the corrected cases."""
    folders = (shared / "reference" / "examples", shared / "corpus", shared / "reference" / "cases")
    faults: list[str] = []
    seen = 0
    for path in sorted(found for folder in folders for found in folder.rglob("*.yaml")):
        if path.parent.name == "cases" and not path.name.endswith(".ok.yaml"):
            continue
        role = "preset" if "presets" in path.parts else "registry" if "registry" in path.parts else None
        form, value = plain(path.read_text(encoding="utf-8"), role)
        if form in ("single", "batch") and not oracle.validate(path.resolve()).loads:
            continue
        if form in FORMS:
            seen += 1
            found = fault(form, value)
            faults += [f"{path.name}: {found}"] if found else []
    assert faults == []
    assert seen > 200
