"""The walk of the authored tree: shared parts are judged once, and what an edit does not touch is judged as before."""

from __future__ import annotations

import gc
import weakref

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.settings import Settings
from dpone_lsp.testing.fixtures import ROOT, analysis_of
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document

RULES = Settings(
    select=("unknown-key", "root-block-ignored", "batch-table-fragment-ignored", "yaml-duplicate-key", "wrong-type")
)
BATCH = """\
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        overrides: {sink: {strategy: {mode: full_refresh, house: 1}}}
      - table: items
        overrides: {sink: {strategy: {mode: full_refresh}}}
      - table: refunds
"""


def lint(document: Document, previous: Analysis | None = None) -> Analysis:
    return analyze(document, DiskLoader("/project"), RULES, previous)


def found(analysis: Analysis) -> list[str]:
    return [f"{finding.rule} {finding.key}" for finding in analysis.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What an anchor holds is judged where it is written, however often it is used.
        (
            "name: a\nsource: &end {type: postgres, connection_id: x, house: 1}\nsink: *end\n",
            ["unknown-key source.house"],
        ),
        # A key that one of the users of a shared mapping reads is no fault.
        (
            (
                "x-both: &both {connection_id: x, strategy: {mode: full_refresh}}\nname: a\n"
                "source: {<<: *both, type: postgres}\nsink: {<<: *both, type: clickhouse}\n"
            ),
            [],
        ),
        # What no user reads is one, at the place where it is written.
        (
            (
                "x-both: &both {connection_id: x, house: 1}\nname: a\n"
                "source: {<<: *both, type: postgres}\nsink: {<<: *both, type: clickhouse}\n"
            ),
            ["unknown-key x-both.house"],
        ),
    ],
    ids=["anchor", "known to one", "known to none"],
)
def test_shared_mappings_are_judged_once(text: str, expected: list[str]) -> None:
    assert found(lint(Document("/project/m.yaml", text))) == expected


def test_an_alias_inside_its_own_anchor_ends_the_walk() -> None:
    text = "name: a\nsource: &loop {type: postgres, options: {hooks: *loop}}\nsink: {type: clickhouse}\n"
    assert set(found(lint(Document("/project/m.yaml", text)))) <= {
        "unknown-key source.type",
        "unknown-key source.options",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("table: items\n", "table: items\n        sink: {}\n"),
        ("mode: full_refresh}}}", "mode: full_refresh, mode: full_refresh}}}"),
        ("house: 1", "house: 2"),
        (", house: 1", ""),
        ("naming:", "state: {}\nnaming:"),
        ("- table: refunds", "- table: refunds\n        overides: {}"),
        ("connection_id: shop", "connection_id: [shop]"),
    ],
)
def test_an_edit_gives_the_findings_of_a_fresh_look(old: str, new: str) -> None:
    document = Document("/project/m.batch.yaml", BATCH)
    analysis = lint(document)
    before = found(analysis)
    document.revise(BATCH.replace(old, new, 1))
    edited = lint(document, analysis)
    assert found(edited) == found(lint(Document("/project/fresh.batch.yaml", BATCH.replace(old, new, 1))))
    document.revise(BATCH)
    assert found(lint(document, edited)) == before


def test_options_of_an_api_source_are_open_and_those_of_others_are_not() -> None:
    text = "name: a\nsource: {{type: {kind}, options: {{of_this_provider: 1}}}}\nsink: {{type: clickhouse}}\n"
    assert found(lint(Document("/project/m.yaml", text.format(kind="api")))) == []
    assert found(lint(Document("/project/m.yaml", text.format(kind="postgres")))) == [
        "unknown-key source.options.of_this_provider"
    ]


LAYERED = Settings(
    select=("option-number-invalid", "unknown-key", "wrong-type", "yaml-quoted-boolean", "yaml-unquoted-date")
)
SHARED = """\
kind: dpone.batch.v1
{preset}
naming: {{process_name: "{{{{ src_table }}}}_load", sink_table: "{{{{ src_table }}}}"}}
defaults:
  source: {{type: postgres, connection_type: airflow, connection_id: shop{options}}}
  sink: {{type: clickhouse, connection_type: airflow, connection_id: dwh, table: {{schema: raw}}}}
schemas:
  public:
    tables:
      - table: orders
        overrides: {{source: {{options: {{batch_size: 5000}}}}}}
      - {second}
"""


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        # Every table writes its own number over the faulty one.
        ("{table: items, overrides: {source: {options: {batch_size: 100}}}}", []),
        # One table takes it.
        ("items", ["option-number-invalid defaults.source.options.batch_size"]),
    ],
)
def test_a_value_that_every_process_replaces_is_no_fault(second: str, expected: list[str]) -> None:
    text = SHARED.format(preset="", options=", options: {batch_size: 50k}", second=second)
    assert found(analysis_of(text, settings=LAYERED)) == expected


def test_a_fault_in_a_preset_is_shown_there_when_a_process_takes_it() -> None:
    preset = "defaults:\n  source: {options: {batch_size: 50k, estimated_rows: ten, bach_size: 1}}\n"
    text = SHARED.format(
        preset="convention: house.yaml",
        options="",
        second="{table: items, overrides: {source: {options: {batch_size: 1}}}}",
    )
    findings = analysis_of(text, files={"house.yaml": preset}, settings=LAYERED).findings
    assert sorted((one.document.name, one.rule, one.key) for one in findings) == [
        ("house.yaml", "option-number-invalid", "defaults.source.options.estimated_rows"),
        ("house.yaml", "unknown-key", "defaults.source.options.bach_size"),
    ]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("items", ["yaml-quoted-boolean defaults.source.options.hooks.pre_hook[0].mutates_source"]),
        ("{table: items, %s}", []),
    ],
)
def test_a_value_in_a_list_counts_while_the_list_does(second: str, expected: list[str]) -> None:
    other = "overrides: {source: {options: {hooks: {pre_hook: []}}}}"
    hooks = ', options: {hooks: {pre_hook: [{id: a, type: sql, sql: "select 1", mutates_source: "false"}]}}'
    text = SHARED.format(preset="", options=hooks, second=second.replace("%s", other))
    text = text.replace("overrides: {source: {options: {batch_size: 5000}}}", other)
    assert found(analysis_of(text, settings=LAYERED)) == expected


def test_slips_of_yaml_in_a_preset_are_shown_there() -> None:
    preset = "defaults:\n  source: {options: {batch_size: 1, batch_size: 2}}\n  sink: {options: {table_labels: {code: 007}}}\n"
    text = SHARED.format(preset="convention: house.yaml", options="", second="items")
    rules = Settings(select=("yaml-duplicate-key", "yaml-number-trap"))
    findings = analysis_of(text, files={"house.yaml": preset}, settings=rules).findings
    assert sorted((one.document.name, one.rule) for one in findings) == [
        ("house.yaml", "yaml-duplicate-key"),
        ("house.yaml", "yaml-number-trap"),
    ]


def test_only_a_slip_of_the_pen_is_an_error() -> None:
    text = "name: a\nsource: {type: postgres}\nsink: {type: clickhouse, options: {%s: 1}}\n"
    for key, severity in (("clickhouse_tl", "error"), ("clickhouse", "warning"), ("of_our_own", "warning")):
        told = lint(Document("/project/m.yaml", text % key))
        assert [one.severity for one in told.findings if one.rule == "unknown-key"] == [severity], key


def test_an_edit_in_an_open_preset_is_looked_at() -> None:
    preset = "defaults:\n  source:\n    options:\n      batch_size: 50k\n  sink:\n    type: clickhouse\n"
    shared = Document(f"{ROOT}/house.yaml", preset)
    document = Document(
        f"{ROOT}/m.batch.yaml", SHARED.format(preset="convention: house.yaml", options="", second="items")
    )
    workspace = Workspace([ROOT], registries=(), env_code="")
    workspace.open.update((one.path, one) for one in (shared, document))
    for one in workspace.open.values():
        workspace.summary(one.path)
        workspace.recognise(one)
    analysis = None
    for number, told in (("50k", 1), ("60k", 1), ("60", 0), ("70k", 1)):
        shared.revise(preset.replace("50k", number))
        workspace.summary(shared.path)
        analysis = analyze(document, workspace, LAYERED, analysis)
        assert [number in one.message for one in analysis.findings] == [True] * told


class _Witness:
    """Lives as long as the tree that it is kept with."""


def test_what_was_found_goes_with_the_document() -> None:
    preset = "defaults:\n  source: {options: {estimated_rows: ten, bach_size: 1}}\n"
    text = SHARED.format(preset="convention: house.yaml", options=", options: {batch_size: 50k}", second="items")
    analysis = analysis_of(text, files={"house.yaml": preset}, settings=LAYERED)
    assert {one.document.name for one in analysis.findings} == {"house.yaml", "manifest.yaml"}
    witnesses: list[weakref.ref[_Witness]] = []
    for document in (analysis.document, *analysis.expansion.used.values()):
        witness = document.tree.derived["witness"] = _Witness()
        witnesses.append(weakref.ref(witness))
    del analysis, document, witness
    gc.collect()
    assert [one() for one in witnesses] == [None, None]
