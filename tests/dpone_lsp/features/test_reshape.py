"""Reshaping a batch: short entries, keys that entries repeat, keys of `defaults`; the effective manifest stays as it is."""

from __future__ import annotations

from dpone_lsp.features import cursor
from dpone_lsp.features.reshape import reshape_actions
from dpone_lsp.fixes.edits import apply
from dpone_lsp.testing.fixtures import analysis_of, marked
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.syntax.tree import walk
from tests.generate.generator import generate

HEAD = """\
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
schemas:
  public:
    tables:
"""


def reshaped(text: str) -> dict[str, str]:
    """Title -> text after it, for the actions at `<|>`."""
    found = marked(text)
    analysis = analysis_of(found.text)
    made: dict[str, str] = {}
    for _, fix in reshape_actions(analysis, cursor.at(analysis.document, found.cursor)):
        made[fix.title] = apply(found.text, fix.edits)
        after = analysis_of(made[fix.title])
        assert [plain_process(one) for one in after.expansion.processes] == [
            plain_process(one) for one in analysis.expansion.processes
        ]
    return made


def test_a_short_entry_becomes_a_mapping() -> None:
    assert reshaped(HEAD + "      - or<|>ders # big\n      - items\n") == {
        "Write this table as a mapping": marked(HEAD).text + "      - table: orders # big\n      - items\n"
    }
    text = HEAD.replace("tables:\n", "tables: [or<|>ders, items]\n")
    assert list(reshaped(text).values()) == [HEAD.replace("tables:\n", "tables: [{table: orders}, items]\n")]


def test_a_name_on_several_lines_becomes_one() -> None:
    text = HEAD + "      - >-\n        order\n        it<|>ems\n      - items\n"
    assert list(reshaped(text).values()) == [marked(HEAD).text + "      - table: order items\n      - items\n"]


def test_a_repeated_key_goes_to_defaults() -> None:
    row = "      - table: t{n}\n        overrides:\n          sink:\n            strategy:\n              mode: {mode}\n              unique_key: [id]\n"
    text = (
        HEAD
        + "".join(row.format(n=n, mode="incremental_merge") for n in range(3))
        + row.format(n=3, mode="full_refresh")
    )
    made = reshaped(text.replace("mode: incremental_merge", "mode: incremental_<|>merge", 1))
    after = made["Move `sink.strategy.mode` to defaults (3 entries repeat it)"]
    assert "    connection_id: dwh\n    strategy: {mode: incremental_merge}\n" in after
    assert after.count("mode: incremental_merge") == 1
    assert "mode: full_refresh" in after


def test_what_a_schema_repeats_goes_to_its_own_defaults() -> None:
    row = "      - {{table: t{n}, overrides: {{source: {{options: {{batch_size: 5}}}}}}}}\n"
    text = HEAD + "".join(row.format(n=n) for n in range(3)) + "  crm:\n    tables: [users]\n"
    made = reshaped(text.replace("batch_size: 5", "batch_size: <|>5", 1))
    after = made["Move `source.options.batch_size` to the defaults of `public` (3 entries repeat it)"]
    assert (
        "      - {table: t0}\n      - {table: t1}\n      - {table: t2}\n    defaults: {source: {options: {batch_size: 5}}}\n  crm:\n"
        in after
    )
    back = reshaped(after.replace("batch_size: 5", "batch_size: <|>5"))[
        "Move `source.options.batch_size` into 3 entries"
    ]
    assert back == text


def test_a_schemas_default_goes_into_its_entries() -> None:
    text = (
        HEAD
        + "      - orders\n    defaults:\n      source:\n        fetch: 1\n        options: {columns: [<|>id, name], batch_size: 5}\n  crm: {tables: [users]}\n"
    )
    after = reshaped(text.replace("[<|>id", "<|>[id"))["Move `source.options.columns` into 1 entry"]
    assert "- table: orders\n        overrides: {source: {options: {columns: [id, name]}}}\n" in after
    assert "        options: {batch_size: 5}\n" in after


def test_entries_that_share_a_block_by_an_alias_get_the_key_once() -> None:
    shared = "      - {table: a, overrides: {sink: &own {connection_id: mart}}}\n      - {table: b, overrides: {sink: *own}}\n"
    after = reshaped(HEAD.replace("type: clickhouse", "type: <|>clickhouse") + shared)["Move `sink.type` into 1 entry"]
    assert after.count("type: clickhouse") == 1


def test_blocks_that_would_be_left_empty_go_too() -> None:
    row = "      - table: t{n}\n        overrides:\n          source:\n            options:\n              batch_size: 5\n"
    text = HEAD + "".join(row.format(n=n) for n in range(3))
    after = reshaped(text.replace("batch_size: 5", "batch_size: <|>5", 1))[
        "Move `source.options.batch_size` to defaults (3 entries repeat it)"
    ]
    assert after.endswith("    tables:\n      - table: t0\n      - table: t1\n      - table: t2\n")


def test_a_key_is_not_moved_onto_entries_that_lack_it() -> None:
    row = "      - {table: t%d, overrides: {source: {options: {batch_size: 5}}}}\n"
    text = HEAD + "".join(row % n for n in range(3))
    assert any("to defaults" in title for title in reshaped(text.replace("batch_size: 5", "batch_size: <|>5", 1)))
    assert not any(
        "to defaults" in title
        for title in reshaped((text + "      - other\n").replace("batch_size: 5", "batch_size: <|>5", 1))
    )


def test_a_key_whose_comment_would_be_lost_stays() -> None:
    row = "      - table: t%d\n        overrides:\n          source:\n            options:\n              batch_size: 5 # slow host\n              x: 1\n"
    text = HEAD + "".join(row % n for n in range(3))
    assert reshaped(text.replace("batch_size: 5", "batch_size: <|>5", 1)) == {}


def test_a_default_goes_into_the_entries() -> None:
    text = (
        HEAD.replace("connection_id: dwh", "connection_id: d<|>wh")
        + "      - orders\n      - {table: items, overrides: {sink: {connection_id: mart}}}\n"
    )
    after = reshaped(text)["Move `sink.connection_id` into 1 entry"]
    assert "    connection_id: dwh\n" not in after
    assert "      - table: orders\n        overrides: {sink: {connection_id: dwh}}\n" in after
    assert "{table: items, overrides: {sink: {connection_id: mart}}}" in after


def test_reshaping_generated_batches() -> None:
    """At every node of batches in every style, each action keeps every effective process."""
    made = 0
    for seed in range(10):
        project = generate(seed, form="batch")
        others = {name: text for name, text in project.files.items() if name != project.primary}
        analysis = analysis_of(project.files[project.primary], path=project.primary, files=others)
        assert analysis.document.root is not None
        before = [plain_process(process) for process in analysis.expansion.processes]
        text = analysis.document.source.text
        titles: set[str] = set()
        for offset in sorted({node.start for node in walk(analysis.document.root)}):
            for _, fix in reshape_actions(analysis, cursor.at(analysis.document, offset)):
                if fix.title in titles:
                    continue
                titles.add(fix.title)
                made += 1
                after = analysis_of(apply(text, fix.edits), path=project.primary, files=others)
                assert [plain_process(process) for process in after.expansion.processes] == before, (seed, fix)
    assert made > 15
