"""Pinning `mode: auto`: the compiled strategy is written where it belongs, and nothing else changes."""

from __future__ import annotations

import pytest

from dpone_lsp.decisions.outcome import outcome_of
from dpone_lsp.features import cursor
from dpone_lsp.features.pin_mode import pin_actions
from dpone_lsp.fixes.edits import apply
from dpone_lsp.testing.fixtures import analysis_of, marked
from tests.dpone_lsp.features.test_edits import plain
from tests.generate.generator import generate

HEAD = """\
name: orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
"""
BATCH = """\
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: a<|>uto # why auto
      unique_key: [id]
schemas:
  public:
    tables:
"""
PARTITIONED = "source: {options: {estimated_rows: 5000000, changed_percent: 0.2, partition_column: day}}"


def pinned(text: str, **files: str) -> tuple[str, str]:
    """Title of the pin at `<|>`, and the text after it; empty when there is none."""
    found = marked(text)
    analysis = analysis_of(found.text, files={f"{name}.yaml": content for name, content in files.items()})
    here = cursor.at(analysis.document, found.cursor)
    fixes = pin_actions(analysis, cursor.processes_at(analysis, here))
    if not fixes:
        return "", ""
    (fix,) = fixes
    after = apply(found.text, fix.edits)
    again = analysis_of(after, files={f"{name}.yaml": content for name, content in files.items()})
    assert [outcome_of(process) for process in again.expansion.processes] == [
        outcome_of(process) for process in analysis.expansion.processes
    ]
    return fix.title, after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "  strategy:\n    mode: au<|>to # why\n    unique_key: [id]\n",
            "  strategy:\n    mode: incremental_merge # why\n    unique_key: [id]\n",
        ),
        (
            "  strategy:\n    mode:  'au<|>to'\n    unique_key: [id]",
            "  strategy:\n    mode:  'incremental_merge'\n    unique_key: [id]",
        ),
        (
            '  strategy: {"mode": "au<|>to", unique_key: [id]}\n',
            '  strategy: {"mode": "incremental_merge", unique_key: [id]}\n',
        ),
        (
            "  stra<|>tegy:\n  # keys\n    unique_key: [id]\n",
            "  strategy:\n  # keys\n    mode: full_refresh\n    unique_key: [id]\n",
        ),
        ("  stra<|>tegy: {unique_key: [id]}\n", "  strategy: {mode: full_refresh, unique_key: [id]}\n"),
        ("  stra<|>tegy: {}\n", "  strategy: {mode: full_refresh}\n"),
        ("  options: {<|>}\n", None),
    ],
)
def test_in_a_single_manifest(before: str, after: str | None) -> None:
    title, text = pinned(HEAD + before)
    if after is None:
        assert "strategy: {mode: full_refresh}" in text
    else:
        assert text == HEAD + after
        assert title in ("Pin mode to `incremental_merge`", "Pin mode to `full_refresh`")


def test_windows_line_ends_stay() -> None:
    text = (HEAD + "  strategy:\n    unique_key: [id]<|>\n").replace("\n", "\r\n")
    _, after = pinned(text)
    assert after == marked(text).text.replace("    unique_key", "    mode: full_refresh\r\n    unique_key")


def test_the_partition_column_is_written_too() -> None:
    head = HEAD.replace(
        "name: orders}}\nsink",
        "name: orders}, options: {estimated_rows: 5000000, changed_percent: 0.2, partition_column: day}}\nsink",
    )
    _, after = pinned(head + "  strategy:\n    mode: au<|>to\n    unique_key: [id]\n")
    assert (
        after == head + "  strategy:\n    mode: partition_replace\n    unique_key: [id]\n    partition: {column: day}\n"
    )


def test_processes_that_agree_are_pinned_in_defaults() -> None:
    text = BATCH + "      - orders\n      - table: items\n"
    title, after = pinned(text)
    assert title == "Pin mode to `incremental_merge`"
    assert after == marked(text).text.replace("mode: auto # why auto", "mode: incremental_merge # why auto")


def test_processes_that_differ_are_pinned_each_in_its_entry() -> None:
    entries = f"      - orders # first\n      - table: items\n        # big\n        overrides:\n          {PARTITIONED}\n      - {{table: log}}\n"
    title, after = pinned(BATCH + entries)
    assert title == "Pin mode in each of 3 entries (2 outcomes)"
    assert after == marked(BATCH).text + (
        "      - table: orders # first\n        overrides: {sink: {strategy: {mode: incremental_merge}}}\n"
        f"      - table: items\n        # big\n        overrides:\n          {PARTITIONED}\n"
        "          sink: {strategy: {mode: partition_replace, partition: {column: day}}}\n"
        "      - {table: log, overrides: {sink: {strategy: {mode: incremental_merge}}}}\n"
    )


def test_one_entry_is_pinned_alone() -> None:
    text = BATCH.replace("<|>", "") + "      - orders\n      - ite<|>ms\n"
    _, after = pinned(text)
    assert after.endswith(
        "      - orders\n      - table: items\n        overrides: {sink: {strategy: {mode: incremental_merge}}}\n"
    )


def test_tables_between_brackets() -> None:
    text = BATCH.replace("<|>", "").replace("    tables:\n", "    tables: [orders, it<|>ems]\n")
    _, after = pinned(text)
    assert "tables: [orders, {table: items, overrides: {sink: {strategy: {mode: incremental_merge}}}}]" in after


def test_a_shared_preset_is_not_changed_on_the_side() -> None:
    preset = marked(BATCH).text[BATCH.index("naming") : BATCH.index("schemas") - 3]
    text = "kind: dpone.batch.v1\nconvention: house.yaml\nschemas:\n  public:\n    tables:\n      - or<|>ders\n"
    _, after = pinned(text, house=preset)
    assert after.endswith("      - table: orders\n        overrides: {sink: {strategy: {mode: incremental_merge}}}\n")


def test_an_anchor_that_others_use_is_not_pinned_for_them() -> None:
    text = (
        "kind: dpone.flow.v1\nauthoring: {mode: flow, source: manifest.yaml}\nprocesses:\n"
        "  - name: a\n    source: {type: postgres, table: {schema: x, name: a}}\n"
        "    sink: {type: clickhouse, table: {schema: x, name: a}, strategy: &s {mode: auto, unique_key: [id]}}\n"
        f"  - name: b\n    {PARTITIONED.replace('{options', '{type: postgres, table: {schema: x, name: b}, options')}\n"
        "    sink: {type: clickhouse, table: {schema: x, name: b}, stra<|>tegy: *s}\n"
    )
    analysis = analysis_of(marked(text).text)
    assert {facts.decision.strategy_mode for facts in analysis.processes} == {"incremental_merge", "partition_replace"}
    assert pinned(text) == ("", "")


def test_pins_on_generated_manifests() -> None:
    """Whatever the style, a pin keeps every outcome and every value but those of the strategy."""
    pins = 0
    for seed in range(60):
        project = generate(seed)
        others = {name: text for name, text in project.files.items() if name != project.primary}
        analysis = analysis_of(project.files[project.primary], path=project.primary, files=others)
        for group in ([analysis.processes] if analysis.processes else []) + [
            [facts] for facts in analysis.processes[:3]
        ]:
            for fix in pin_actions(analysis, group):
                pins += 1
                assert all(edit.document is analysis.document for edit in fix.edits)
                after = analysis_of(apply(analysis.document.source.text, fix.edits), path=project.primary, files=others)
                label = f"seed {seed}: {fix.title}"
                assert not after.document.tree.problems, label
                before = [outcome_of(process) for process in analysis.expansion.processes]
                assert [outcome_of(process) for process in after.expansion.processes] == before, label
                assert plain(after.document.root, {}) != plain(analysis.document.root, {}), label  # type: ignore[arg-type]
    assert pins > 15
