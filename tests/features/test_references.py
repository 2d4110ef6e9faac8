"""Definition, references and rename: anchors, variables, selectors, and from an override to what it overrides and back."""

from __future__ import annotations

import pytest

from dpone_lsp.features.references import valid_name
from tests.features.check import defined, overridden, renamed, spans_of_uses
from tests.features.samples import BATCH, SINGLE, mark

PRESET = "defaults:\n  sink:\n    strategy:\n      mode: incremental_merge\n"
ANCHORS = "\nname: x\na: &[[key]] [id]\nb: *[[k<|>ey]]\nc: *[[key]]\nd: *other\n"


def test_an_anchor_and_its_aliases() -> None:
    wanted, found = spans_of_uses(ANCHORS)
    assert found == wanted


def test_a_variable_and_its_uses_but_not_text_that_reads_the_same() -> None:
    text = mark(BATCH, ("  owner: team", "  [[owner]]: team"), ("{{ owner }}", "{{ [[ow<|>ner]] }}"))
    wanted, found = spans_of_uses(text.replace("connection_id: pg", "connection_id: owner"))
    assert found == wanted


def test_a_selector_and_the_dependencies_on_it() -> None:
    wanted, found = spans_of_uses(mark(BATCH, ("- orders", "- [[orders]]"), ("#public.orders", "#[[public.or<|>ders]]")))
    assert found == wanted


@pytest.mark.parametrize(
    "pairs",
    [
        (("#public.orders", "#public.or<|>ders"), ("- orders", "- [[orders]]")),
        (("{{ owner }}", "{{ own<|>er }}"), ("  owner: team", "  [[owner]]: team")),
        (("mode: full_refresh", "mo<|>de: full_refresh"), ("mode: incremental", "[[mode]]: incremental")),
        (("full_refresh", "full<|>_refresh"), ("mode: incremental", "[[mode]]: incremental")),
    ],
    ids=["selector", "variable", "overridden key", "overridden value"],
)
def test_definition(pairs: tuple[tuple[str, str], ...]) -> None:
    wanted, found = defined(mark(BATCH, *pairs))
    assert found == wanted


def test_the_definition_of_an_override_may_stand_in_a_preset() -> None:
    text = "\nkind: dpone.batch.v1\nconvention: house.yaml\ndefaults:\n  sink:\n    strategy:\n      mo<|>de: auto\nschemas: {public: {tables: [orders]}}\n"
    _, found = defined(text, files={"house.yaml": PRESET})
    assert found == ["house.yaml:4 mode"]


def test_from_a_default_to_the_places_that_override_it() -> None:
    wanted, found = overridden(mark(BATCH, ("mode: incremental", "mo<|>de: incremental"), ("mode: full_refresh", "[[mode]]: full_refresh")))
    assert found == wanted


def test_a_value_nobody_overrides_has_no_other_place() -> None:
    assert overridden(mark(SINGLE, ("unique_key", "unique<|>_key"))) == ([], [])


def test_renaming_an_anchor_and_a_variable() -> None:
    plain = ANCHORS.replace("[[", "").replace("]]", "")
    assert renamed(plain, "keys") == "name: x\na: &keys [id]\nb: *keys\nc: *keys\nd: *other\n"
    text = renamed(mark(BATCH, ("{{ owner }}", "{{ own<|>er }}")), "boss")
    assert text is not None
    assert "boss: team" in text
    assert '"{{ boss }}_{{ src_table }}"' in text


@pytest.mark.parametrize(
    "pair",
    [("#public.orders", "#public.or<|>ders"), ('name: "{{ src_table }}"}', 'name: "{{ src_t<|>able }}"}'), ("clickhouse", "click<|>house")],
    ids=["a selector that comes from the table", "a variable of dpone", "a value"],
)
def test_what_cannot_be_renamed(pair: tuple[str, str]) -> None:
    assert renamed(mark(BATCH, pair), "other") is None


def test_names_that_would_break_the_file_are_refused() -> None:
    assert not valid_name("variable", "two words")
    assert not valid_name("variable", "src_table")
    assert not valid_name("anchor", "a]b")
    assert valid_name("anchor", "a-b")
    assert not valid_name("selector", "a: b")
