"""The outline as JSON text: what a client decodes, and the same after any edits as of a fresh reading."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.server.outline import outline
from dpone_lsp.testing.fixtures import analysis_of
from dpone_si.manifest.model.documents import Document
from tests.dpone_lsp.features.samples import BATCH
from tests.fuzz.texts import damaged
from tests.generate.generator import generate


def decoded(text: str, encoding: str = "utf-16") -> list[dict[str, Any]]:
    return json.loads(outline(analysis_of(text), encoding))


def test_names_details_and_places() -> None:
    found = decoded(BATCH)
    kind = found[0]
    place = {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 20}}
    name = {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 4}}
    assert kind == {"name": "kind", "kind": 20, "detail": "dpone.batch.v1", "range": place, "selectionRange": name}
    tables = next(one for one in found if one["name"] == "schemas")["children"][0]["children"][0]
    assert [one["name"] for one in tables["children"]] == ["public.orders", "public.items"]
    assert tables["children"][1]["children"][0]["name"] == "table"


def test_columns_are_counted_as_the_client_counts() -> None:
    text = 'name: "😀😀"\nsource: {type: kafka}\n'
    assert [decoded(text, encoding)[0]["range"]["end"]["character"] for encoding in ("utf-8", "utf-16", "utf-32")] == [
        16,
        12,
        10,
    ]
    assert decoded(text)[0]["detail"] == "😀😀"


@pytest.mark.parametrize("seed", range(8))
def test_after_any_edits_it_is_that_of_a_fresh_reading(seed: int) -> None:
    """Typed letters, new lines and damage: what is kept of an entry is given up as soon as it is not true any more."""
    chance = random.Random(seed)
    project = generate(seed, form="batch")
    others = {name: text for name, text in project.files.items() if name != project.primary}
    made = analysis_of(project.files[project.primary], path=project.primary, files=others)
    document = made.document
    for number in range(25):
        text = document.source.text
        at = chance.randint(0, len(text))
        document.revise(
            damaged(text, chance, 1)
            if number % 3 == 2
            else text[:at] + chance.choice(("x", "\n", " ", "# y\n")) + text[at:]
        )
        made = analyze(document, made.workspace, made.settings, made)
        fresh = Document(document.path, document.source.text)
        assert outline(made, "utf-16") == outline(analyze(fresh, made.workspace, made.settings), "utf-16")
