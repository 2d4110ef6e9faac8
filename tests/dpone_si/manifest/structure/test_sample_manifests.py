"""No false alarm: every key of the sample manifests that dpone reads is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.structure import FORMS
from dpone_si.manifest.syntax.tree import to_plain
from tests.dpone_si.manifest.structure.samples import RUNS
from tests.dpone_si.manifest.structure.unknown import unknown_keys

REALLY_UNKNOWN = {
    "sample_web_sync.yaml": {"defaults.source.sql_file", "defaults.sink.mode"},
    "landing_yandex_webmaster_api.batch.yaml": {
        "defaults.sink.strategy.key_columns",
        *(f"schemas.app.tables[{at}].overrides.sink.strategy.key_columns" for at in range(3)),
    },
}
"""Mistakes in other people's manifests: dpone reads none of these keys."""


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in RUNS.items() for text in texts])
def test_our_own_samples(form: str, text: str) -> None:
    assert _unknown(form, text) == []


def test_a_misspelt_key_is_found() -> None:
    assert _unknown("single", "{name: a, sink: {strategy: {uniqe_key: id}}, x-own: 1}") == ["sink.strategy.uniqe_key"]


def test_examples_corpus_and_corrected_cases(shared: Path) -> None:
    found: dict[str, list[str]] = {}
    folders = (shared / "reference" / "examples", shared / "corpus", shared / "reference" / "cases")
    for path in sorted(inner for folder in folders for inner in folder.rglob("*.yaml")):
        if path.parent.name == "cases" and not path.name.endswith(".ok.yaml"):
            continue
        role = "preset" if "presets" in path.parts else "registry" if "registry" in path.parts else None
        document = Document(path.name, path.read_text(encoding="utf-8"), role=role)
        if document.form not in FORMS or document.root is None:
            continue
        unknown = [
            key
            for key in unknown_keys(document.form, to_plain(document.root))
            if key not in REALLY_UNKNOWN.get(path.name, ())
        ]
        if unknown:
            found[path.name] = unknown
    assert found == {}


def _unknown(form: str, text: str) -> list[str]:
    root = Document("sample.yaml", text).root
    assert root is not None
    return unknown_keys(form, to_plain(root))
