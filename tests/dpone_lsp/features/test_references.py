"""Definition, references and rename: anchors, variables, selectors, and from an override to what it overrides and back."""

from __future__ import annotations

import pytest

from dpone_lsp.features.names import valid_name
from tests.dpone_lsp.features.check import defined, overridden, renamed, spans_of_uses, typed_together, uses
from tests.dpone_lsp.features.samples import BATCH, SINGLE, mark

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
    wanted, found = spans_of_uses(
        mark(BATCH, ("- orders", "- [[orders]]"), ("#public.orders", "#[[public.or<|>ders]]"))
    )
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
    wanted, found = overridden(
        mark(BATCH, ("mode: incremental", "mo<|>de: incremental"), ("mode: full_refresh", "[[mode]]: full_refresh"))
    )
    assert found == wanted


def test_a_value_nobody_overrides_has_no_other_place() -> None:
    assert overridden(mark(SINGLE, ("unique_key", "unique<|>_key"))) == ([], [])


def test_from_a_value_of_a_preset_to_the_manifests_that_override_it() -> None:
    manifest = BATCH.lstrip().replace("vars:", "convention: house.yaml\nvars:")
    preset = mark(PRESET, ("mode", "mo<|>de"))
    _, found = overridden(preset, path="house.yaml", files={"a.yaml": manifest})
    assert found == ["a.yaml:17 mode", "a.yaml:28 mode"]


def test_renaming_an_anchor_and_a_variable() -> None:
    plain = ANCHORS.replace("[[", "").replace("]]", "")
    assert renamed(plain, "keys") == {"manifest.yaml": "name: x\na: &keys [id]\nb: *keys\nc: *keys\nd: *other\n"}
    texts = renamed(mark(BATCH, ("{{ owner }}", "{{ own<|>er }}")), "boss")
    assert texts is not None
    assert "boss: team" in texts["manifest.yaml"]
    assert '"{{ boss }}_{{ src_table }}"' in texts["manifest.yaml"]


def test_a_variable_of_a_preset_is_renamed_in_every_manifest_that_is_built_from_it() -> None:
    preset = "vars: {owner: team}\ndefaults: {name: '{{ owner }}_{{ src_table }}'}\n"
    manifest = "kind: dpone.batch.v1\nconvention: house.yaml\nvars: {owner: x}\nschemas: {public: {tables: [orders]}}\n"
    other = manifest.replace("vars: {owner: x}", "defaults: {sink: {table: {name: '{{ owner }}'}}}")
    apart = "kind: dpone.batch.v1\nvars: {owner: x}\nschemas: {public: {tables: [orders]}}\n"
    after = renamed(
        mark(manifest, ("vars: {owner", "vars: {own<|>er")),
        "boss",
        files={"house.yaml": preset, "other.yaml": other, "apart.yaml": apart},
    )
    assert after == {
        "manifest.yaml": manifest.replace("owner", "boss"),
        "house.yaml": preset.replace("owner", "boss"),
        "other.yaml": other.replace("owner", "boss"),
    }


def test_a_process_is_renamed_with_the_dependencies_on_it_in_all_files() -> None:
    table = "kind: dpone.batch.v1\nschemas:\n  public:\n    tables:\n      - {table: orders, id: shop}\n      - {table: items, overrides: {depends_on: ['#shop']}}\n"
    other = SINGLE.lstrip() + "depends_on: ['a.yaml#shop', 'b.yaml#shop']\n"
    after = renamed(
        mark(table, ("'#shop'", "'#sh<|>op'")), "store", path="a.yaml", files={"other.yaml": other, "b.yaml": table}
    )
    assert after == {
        "a.yaml": table.replace("shop", "store"),
        "other.yaml": other.replace("a.yaml#shop", "a.yaml#store"),
    }
    from_afar = renamed(
        mark(other, ("a.yaml#shop", "a.yaml#sh<|>op")), "store", path="other.yaml", files={"a.yaml": table}
    )
    assert from_afar == after


def test_an_anchor_and_its_aliases_are_typed_as_one() -> None:
    assert typed_together(ANCHORS.replace("[[", "").replace("]]", "")) == ["a: &key [id]", "b: *key", "c: *key"]
    assert typed_together("\nname: x\na: &ke<|>y [id]\n") == []
    assert typed_together(mark(BATCH, ("{{ owner }}", "{{ own<|>er }}"))) == []


def test_who_uses_a_preset() -> None:
    manifest = "kind: dpone.batch.v1\nconvention: house.yaml\nschemas: {public: {tables: [orders]}}\n"
    found = uses(
        mark(manifest, ("house", "ho<|>use")), files={"house.yaml": PRESET, "b.yaml": manifest, "c.yaml": SINGLE}
    )
    assert found == ["manifest.yaml:2 house.yaml", "b.yaml:2 house.yaml"]


@pytest.mark.parametrize(
    "pair",
    [
        ("#public.orders", "#public.or<|>ders"),
        ('name: "{{ src_table }}"}', 'name: "{{ src_t<|>able }}"}'),
        ("clickhouse", "click<|>house"),
    ],
    ids=["a selector that comes from the table", "a variable of dpone", "a value"],
)
def test_what_cannot_be_renamed(pair: tuple[str, str]) -> None:
    assert renamed(mark(BATCH, pair), "other") is None


def test_the_quotes_of_a_name_stay() -> None:
    texts = renamed(
        "kind: dpone.batch.v1\nvars: {'own<|>er': team}\ndefaults: {name: '{{ owner }}'}\nschemas: {public: {tables: [a]}}\n",
        "boss",
    )
    assert texts is not None
    assert "vars: {'boss': team}\ndefaults: {name: '{{ boss }}'}" in texts["manifest.yaml"]


def test_a_name_that_is_not_written_as_one_word_cannot_be_renamed() -> None:
    text = (
        "kind: dpone.batch.v1\nschemas:\n  public:\n    tables:\n      - table: a\n        id: |-\n          sh<|>op\n"
    )
    assert renamed(text, "store") is None


def test_a_variable_that_dpone_reads_keeps_its_name() -> None:
    text = "kind: dpone.batch.v1\nCONVENTION\nvars: {src_sys<|>tem: a, src_database: b}\nschemas: {public: {tables: [orders]}}\n"
    registry = {"registry.yaml": "sources:\n  - {src_system: a, src_database: b, host: c}\n"}
    assert renamed(text.replace("CONVENTION", "convention: landing_raw_v1"), "other") is None
    assert renamed(text.replace("CONVENTION", "registry: registry.yaml"), "other", files=registry) is None
    assert renamed(text.replace("CONVENTION", "defaults: {}"), "other") is not None


def test_names_that_would_break_the_file_are_refused() -> None:
    assert not valid_name("variable", "two words")
    assert not valid_name("variable", "src_table")
    assert not valid_name("anchor", "a]b")
    assert valid_name("anchor", "a-b")
    assert not valid_name("selector", "a: b")
