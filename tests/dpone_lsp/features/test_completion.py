"""Completion: the right words at the right place, in text that does not parse yet, and never a text that breaks the file."""

from __future__ import annotations

import pytest

from dpone_lsp.features.completion.model import without_stops
from dpone_lsp.testing.fixtures import analysis_of
from tests.dpone_lsp.features.completing import SINGLE, applied, at, labels

# --- keys -------------------------------------------------------------------------------------------------------------


def test_a_key_that_has_a_value_is_renamed_to_what_takes_it() -> None:
    found = labels("name: x\nsource: {}\nsink:\n  ty<|>: kafka\n")
    assert "type" in found
    assert "strategy" not in found
    assert "strategy" in labels("name: x\nsource: {}\nsink:\n  ty<|>:\n")
    found = labels("name: x\nsource: {}\nsink:\n  str<|>:\n    mode: auto\n")
    assert "strategy" in found
    assert "type" not in found
    assert "type" not in labels("name: x\nsource: {}\nsink: {str<|>: {mode: auto}}\n")


@pytest.mark.parametrize("name", ["заказы", "Move (Lines)", "a/b", "$x", "one # two".replace(" ", "")])
def test_names_in_any_language_are_steps_of_the_path(name: str) -> None:
    text = f"kind: dpone.batch.v1\ndefaults: {{}}\nschemas:\n  {name}:\n    defaults:\n      <|>"
    assert "sink" in labels(text)
    assert "defaults" not in labels(f"kind: dpone.batch.v1\nschemas:\n  {name}:\n    defaults: {{}}\n    <|>\n")


def test_a_comment_is_no_key() -> None:
    assert "defaults" in labels(
        "kind: dpone.batch.v1\nschemas:\n  public:\n    <|>\n    # defaults: later\n    tables: [a] # defaults: no\n"
    )


def test_keys_behind_a_comma_are_there_already() -> None:
    assert "connection_id" not in labels("name: x\nsource: {type: kafka,<|> connection_id: y}\n")
    assert "connection_id" in labels("name: x\nsource: {type: kafka, connec<|> connection_ref: y}\n")


def test_required_keys_come_first_then_common_ones() -> None:
    found = labels("name: x\nsource:\n  type: postgres\n<|>")
    assert found[0] == "sink"
    assert found.index("state") < found.index("transforms")


def test_keys_of_the_block_of_the_column() -> None:
    text = SINGLE + "  strategy:\n    mode: auto\n"
    assert "unique_key" in labels(text + "    <|>")
    assert "options" in labels(text + "  <|>")
    assert "state" in labels(text + "<|>")


@pytest.mark.parametrize("half", ["uni", "unique_key", ""])
def test_a_half_typed_key_is_replaced(half: str) -> None:
    after = applied(SINGLE + f"  strategy:\n    mode: auto\n    {half}<|>\nstate: {{type: disabled}}\n", "unique_key")
    assert after == SINGLE + "  strategy:\n    mode: auto\n    unique_key: []\nstate: {type: disabled}\n"


def test_a_key_with_a_value_gets_only_its_name() -> None:
    assert (
        applied("name: x\nsou<|>rc: {type: postgres}\nsink: {}\n", "source")
        == "name: x\nsource: {type: postgres}\nsink: {}\n"
    )


def test_keys_that_are_there_are_not_offered() -> None:
    found = labels(SINGLE + "  <|>")
    assert "strategy" in found
    assert not {"type", "connection_id", "table"} & set(found)


def test_keys_of_another_endpoint_are_not_offered() -> None:
    assert "allow_non_recommended_policy" in labels(SINGLE + "  strategy:\n    <|>")
    assert "allow_non_recommended_policy" not in labels(SINGLE.replace("clickhouse", "mssql") + "  strategy:\n    <|>")


def test_keys_of_another_mode_come_last() -> None:
    found = at(SINGLE + "  strategy:\n    mode: partition_replace\n    <|>")
    assert found is not None
    ranks = {item.label: item.rank for item in found.items}
    assert ranks["partition"] < ranks["window"] < ranks["scd2"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sink:\n  type: kafka\n   <|>\nname: x\n", None),
        ("sink:\n   <|>\n  type: kafka\nname: x\n", "sink:\n  options:\n    \n  type: kafka\nname: x\n"),
        ("sink:\n <|>\n  type: kafka\nname: x\n", "sink:\n  options:\n    \n  type: kafka\nname: x\n"),
        ("sink:\n  type: kafka\n<|>\n  topic: x\nname: y\n", None),
        ("sink:\n  type: kafka\n     <|>\nname: y\n", None),
    ],
)
def test_odd_columns_are_put_right_or_left_alone(before: str, after: str | None) -> None:
    if after is None:
        assert "options" not in labels(before)
    else:
        assert applied(before, "options") == after


def test_a_column_between_two_blocks_belongs_to_the_outer_one() -> None:
    assert (
        applied("sink:\n    type: kafka\n   <|>\nname: x\n", "quality")
        == "sink:\n    type: kafka\nquality:\n    \nname: x\n"
    )


def test_a_new_block_is_indented() -> None:
    assert applied(SINGLE + "  <|>", "strategy") == SINGLE + "  strategy:\n    "
    assert applied("name: x\nsource:\n    type: kafka\n    <|>\nsink: {}\n", "options").count("\n        ") == 1


def test_crlf_and_byte_order_mark() -> None:
    found = at("\ufeffna<|>\r\nsource: {}\r\nsink: {}\r\n")
    assert found is not None
    assert found.spot.start == 1
    assert "name" in {item.label for item in found.items}


# --- lists ------------------------------------------------------------------------------------------------------------

BATCH = """\
kind: dpone.batch.v1
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
"""


def test_items_of_a_list_get_their_dash() -> None:
    assert applied(BATCH + "      <|>", "- table") == BATCH + "      - table: "
    assert applied(BATCH + "      - a\n      <|>", "- table") == BATCH + "      - a\n      - table: "


def test_a_dash_may_stand_under_its_key() -> None:
    assert applied(BATCH + "    - a\n    - <|>", "table") == BATCH + "    - a\n    - table: "
    assert applied(BATCH + "    -<|>", "table") == BATCH + "    - table: "


def test_keys_of_a_list_item() -> None:
    found = labels(BATCH + "      - table: orders\n        <|>")
    assert found[:2] == ["depends_on", "overrides"]
    assert "table" not in found
    assert "sink" in labels(BATCH + "      - table: orders\n        overrides:\n          <|>")


def test_nothing_below_a_scalar_item() -> None:
    assert labels(BATCH + "      - orders\n          <|>") == []


# --- flow style -------------------------------------------------------------------------------------------------------


def test_keys_between_brackets() -> None:
    text = "name: x\nsource: {type: postgres, <|>}\nsink: {type: kafka}\n"
    assert "type" not in labels(text)
    assert applied(text, "connection_id") == "name: x\nsource: {type: postgres, connection_id: }\nsink: {type: kafka}\n"
    assert applied(text, "options") == "name: x\nsource: {type: postgres, options: {}}\nsink: {type: kafka}\n"


def test_a_comma_follows_where_one_is_needed() -> None:
    text = "name: x\nsource: {<|>type: postgres}\nsink: {type: kafka}\n"
    assert "connection_id" in labels(text)
    text = "name: x\nsource: {\n  <|>\n  type: postgres}\nsink: {type: kafka}\n"
    assert (
        applied(text, "connection_id")
        == "name: x\nsource: {\n  connection_id: ,\n  type: postgres}\nsink: {type: kafka}\n"
    )


def test_an_open_bracket_does_not_swallow_the_file() -> None:
    assert "mode" in labels("name: x\nsource: {type: postgres, \nsink:\n  type: kafka\n  strategy:\n    <|>")
    assert "connection_id" in labels("name: x\nsource: {type: postgres, conn<|>\nsink:\n  type: kafka\n")


def test_values_between_brackets() -> None:
    assert "clickhouse" in labels("name: x\nsource: {type: <|>}\nsink: {type: kafka}\n")
    assert (
        applied("name: x\nsource: {type:<|>}\nsink: {type: kafka}\n", "mssql")
        == "name: x\nsource: {type: mssql}\nsink: {type: kafka}\n"
    )


# --- values -----------------------------------------------------------------------------------------------------------


def test_modes_of_this_sink() -> None:
    text = SINGLE + "  strategy:\n    mode: <|>"
    assert labels(text)[0] == "auto"
    assert "scd2" in labels(text)
    assert not {"scd2", "partition_replace"} & set(labels(text.replace("clickhouse", "kafka")))


def test_modes_the_source_cannot_be_read_by_come_last() -> None:
    assert labels(SINGLE.replace("postgres", "api") + "  strategy:\n    mode: <|>")[-1] in (
        "scd2",
        "snapshot_diff",
        "backfill",
    )


def test_merge_policies_of_this_sink() -> None:
    found = labels(SINGLE + "  strategy:\n    merge_policy: <|>")
    assert found == ["auto", "lightweight_delete_insert", "shadow_swap", "mutation_delete_insert"]


def test_the_blank_after_a_colon_is_written() -> None:
    assert applied(SINGLE + "  strategy:\n    mode:<|>\n", "auto") == SINGLE + "  strategy:\n    mode: auto\n"


def test_a_whole_value_is_replaced() -> None:
    assert applied(SINGLE + "  strategy:\n    mode: incre<|>mental_merge # why\n", "auto").endswith(
        "mode: auto # why\n"
    )


@pytest.mark.parametrize("quote", ["'", '"'])
def test_inside_quotes(quote: str) -> None:
    text = SINGLE + f"  strategy:\n    mode: {quote}<|>"
    assert applied(text, "auto").endswith(f"mode: {quote}auto{quote}")
    assert applied(text + quote, "auto").endswith(f"mode: {quote}auto{quote}")
    assert "true" not in labels(SINGLE + f"  strategy:\n    only_new_rows: {quote}<|>{quote}\n")


def test_booleans() -> None:
    assert labels(SINGLE + "  strategy:\n    only_new_rows: <|>\n") == ["false", "true"]


def test_connection_ids_in_use() -> None:
    other = SINGLE.replace("shop", "crm")
    assert labels(SINGLE.replace("connection_id: dwh", "connection_id: <|>"), files={"other.yaml": other}) == ["dwh"]
    assert "crm" in labels(SINGLE.replace("connection_id: shop", "connection_id: <|>"), files={"other.yaml": other})


def test_table_names_in_use() -> None:
    other = SINGLE.replace("{schema: public, name: orders}", "{schema: public, name: items}").replace(
        "name: orders}", "name: items_copy}"
    )
    source = SINGLE.replace("{schema: public, name: orders}", "{schema: public, name: <|>}")
    assert labels(source, files={"other.yaml": other}) == ["items"]
    sink = SINGLE.replace("{schema: raw, name: orders}", "{schema: raw, name: <|>}")
    assert labels(sink, files={"other.yaml": other}) == ["items_copy"]
    assert labels(SINGLE.replace("name: orders\nsource", "name: <|>\nsource"), files={"other.yaml": other}) == []


def test_dependencies() -> None:
    text = BATCH + "      - orders\n      - table: items\n        depends_on: [<|>]\n"
    found = labels(text, files={"crm.yaml": SINGLE})
    assert found[0] == "#public.orders"
    assert "crm.yaml" in found
    assert "#public.items" not in found
    assert applied(text, "#public.orders").endswith('depends_on: ["#public.orders"]\n')
    listed = BATCH + "      - orders\n      - table: items\n        depends_on:\n          <|>"
    assert applied(listed, "- #public.orders").endswith('depends_on:\n          - "#public.orders"')


def test_conventions() -> None:
    files = {
        "other.yaml": "kind: dpone.batch.v1\nconvention: shared/house.yaml\nschemas: {}\n",
        "shared/house.yaml": "defaults: {}\n",
    }
    found = labels("kind: dpone.batch.v1\nconvention: <|>\nschemas: {}\n", files=files, path="sub/x.yaml")
    assert found[0] == "../shared/house.yaml"
    assert "landing_raw_v1" in found


def test_aliases_of_the_anchors_above() -> None:
    assert labels("x-a: &house {type: kafka}\nname: x\nsource: {}\nsink: *<|>\n") == ["*house"]


def test_an_alias_stands_for_what_fits() -> None:
    anchors = "x-a: &house {type: kafka}\nx-b: &names [a, b]\nx-c: &word kafka\nname: x\n"
    assert labels(anchors + "source: {}\nsink: {<<: *<|>}\n") == ["*house"]
    assert labels(anchors + "source: {}\nsink: *<|>\n") == ["*house"]
    assert labels(anchors + "source: {}\nsink:\n  type: *<|>\n") == ["*word"]
    assert labels(anchors + "source: {}\nsink: &own\n  type: kafka\n  <<: *<|>\n") == ["*house"]
    assert "*own" in labels(anchors + "source: &own\n  type: kafka\nsink:\n  <<: *<|>\n")


# --- snippets ---------------------------------------------------------------------------------------------------------


def test_strategies_as_blocks() -> None:
    after = applied(SINGLE + "  strategy:\n    <|>", "replace partitions")
    assert after == SINGLE + "  strategy:\n    mode: partition_replace\n    partition:\n      column: business_date"
    assert "history (scd2)" not in labels(SINGLE.replace("clickhouse", "kafka") + "  strategy:\n    <|>")
    assert "merge by key" not in labels(SINGLE + "  strategy:\n    mode: auto\n    <|>")


def test_strategies_between_brackets() -> None:
    after = applied(SINGLE + "  strategy: {<|>}\n", "replace partitions")
    assert after == SINGLE + "  strategy: {mode: partition_replace, partition: {column: business_date}}\n"


@pytest.mark.parametrize("text", ["<|>", "\n\n<|>\n", "# a comment\n<|>", "si<|>"])
def test_whole_manifests_in_an_empty_document(text: str) -> None:
    assert {"name", "source", "sink"} <= set(labels(text))
    if text != "si<|>":
        assert {"single load", "batch of tables", "flow of processes"} <= set(labels(text))
        for label in ("single load", "batch of tables", "flow of processes"):
            after = analysis_of(applied(text, label))
            assert after.expansion.processes
            assert [found.message for found in after.findings if found.severity == "error"] == []


def test_foreign_documents_are_left_alone() -> None:
    assert labels("services:\n  web:\n    image: x\n<|>") == []
    assert labels("on: push\njobs:\n  <|>") == []


def test_stops_are_taken_out() -> None:
    assert without_stops("a: ${1|b,c|}\nd: {e: $2\\}\nf: ${3:g} $4") == "a: b\nd: {e: }\nf: g "
