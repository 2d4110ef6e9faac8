"""Finding the facts of a key by form and path."""

from __future__ import annotations

import pytest

from dpone_si.manifest.structure import FORMS, block, block_at, doc, doc_at, document_spec, lookup, root_block

Path_ = tuple[str | int, ...]

STRATEGY: Path_ = ("sink", "strategy")


@pytest.mark.parametrize(
    ("form", "process"),
    [
        ("single", ()),
        ("batch", ("defaults",)),
        ("batch", ("schemas", "public", "defaults")),
        ("batch", ("schemas", "public", "tables", 3, "overrides")),
        ("preset", ("defaults",)),
        ("flow", ("processes", 0)),
        ("pipeline", ("processes", 1)),
        ("fragment", ("processes", 2)),
    ],
)
def test_a_process_is_described_wherever_it_is_written(form: str, process: Path_) -> None:
    mode = lookup(form, (*process, *STRATEGY, "mode"))
    assert mode is not None
    assert mode.enum[0] == "auto"
    assert mode.aliases == ("default",)
    assert mode.any_case


def test_schema_keys_that_are_no_text_are_names_too() -> None:
    """`schemas: {1: ...}` names a schema with a number."""
    entry = lookup("batch", ("schemas", 1, "tables"))
    assert entry is not None
    assert entry.types == ("list",)


def test_a_table_entry_is_text_or_a_mapping() -> None:
    entry = lookup("batch", ("schemas", "public", "tables", 0))
    assert entry is not None
    assert set(entry.types) >= {"string", "mapping"}
    assert entry.block == "table_entry"


def test_depends_on_takes_text_mapping_and_list() -> None:
    spec = lookup("single", ("depends_on",))
    assert spec is not None
    assert set(spec.types) == {"string", "list", "mapping"}
    assert lookup("single", ("depends_on", "group")) == lookup("single", ("depends_on", 0, "group"))


def test_names_chosen_by_the_author_lead_to_the_wildcard() -> None:
    column = lookup("single", ("schema_contract", "columns", "any_name", "nullable"))
    assert column is not None
    assert column.default is True


def test_a_bare_list_is_a_registry_too() -> None:
    assert "list" in document_spec("registry").types
    assert lookup("registry", (0, "src_system")) == lookup("registry", ("entries", 0, "src_system"))


@pytest.mark.parametrize(
    "path", [("sink", "strategy", "mod"), ("sink", "strategy", "mode", "deeper"), ("name", 0), ("nope",)]
)
def test_what_is_not_described_is_none(path: Path_) -> None:
    assert lookup("single", path) is None


def test_an_unknown_form_has_no_keys_and_no_root() -> None:
    assert lookup("other", ("name",)) is None
    with pytest.raises(KeyError):
        root_block("strategy")
    with pytest.raises(KeyError):
        document_spec("other")


def test_every_form_has_a_root() -> None:
    assert [root_block(form).name for form in FORMS] == list(FORMS)


def test_blocks_are_built_once() -> None:
    assert block("strategy") is block("strategy")


def test_numbers_in_quotes_are_known_to_convert() -> None:
    size = lookup("single", ("source", "options", "batch_size"))
    assert size is not None
    assert size.converts_text
    assert "string" in size.types


def test_blocks_that_dpone_checks_convert_nothing() -> None:
    workers = lookup("single", (*STRATEGY, "backfill", "parallel_workers"))
    assert workers is not None
    assert workers.types == ("integer",)
    assert workers.enforced
    assert block("backfill").closed_in_dpone


def test_keys_of_the_other_options_block_are_guests() -> None:
    """dpone merges both blocks, so `lineage` works in source.options; what it reads before merging does not."""
    source, sink = block("source_options"), block("sink_options")
    assert source.keys["lineage"].elsewhere == "sink.options"
    assert sink.keys["partitioning"].elsewhere == "source.options"
    assert "estimated_rows" not in sink.keys
    assert "durable_quality_replay" not in source.keys


def test_keys_that_dpone_refuses_in_options_say_where_they_belong() -> None:
    budget = block("source_options").keys["max_source_bytes"]
    assert budget.misplaced
    assert budget.elsewhere == "sink.strategy"


def test_api_options_are_open_for_api_sources_only() -> None:
    assert block("source_options").open_for_sources == ("api",)
    assert not block("source_options").open


def test_sentences_of_blocks_keys_words_and_places() -> None:
    assert doc("strategy", "unique_key").endswith(".")
    assert doc("strategy", "mode", "scd2").endswith(".")
    assert doc_at("flow", ("processes", 0, *STRATEGY, "mode")) == doc("strategy", "mode")
    assert doc_at("batch", ("schemas", "public", "tables", 0)) == doc("schema_entry", "tables")
    assert doc_at("single", ()) == doc("single")
    assert doc("strategy", "no_such_key") == ""
    assert doc_at("single", ("no_such_key",)) == ""


def test_the_block_at_a_path() -> None:
    found = block_at("single", ("sink", "options", "physical_design"))
    assert found is not None
    assert found.name == "physical_design"
    assert block_at("single", ("name",)) is None
