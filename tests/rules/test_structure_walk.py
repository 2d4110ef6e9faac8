"""The walk of the authored tree: shared parts are judged once, and what an edit does not touch is judged as before."""

from __future__ import annotations

import pytest

from dpone_lsp.analysis import analyze
from dpone_lsp.settings import Settings
from dpone_lsp.subject import Analysis
from dpone_si.manifest.documents import Document
from dpone_si.manifest.loading import DiskLoader

RULES = Settings(select=("unknown-key", "root-block-ignored", "batch-table-fragment-ignored", "yaml-duplicate-key", "wrong-type"))
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
    assert set(found(lint(Document("/project/m.yaml", text)))) <= {"unknown-key source.type", "unknown-key source.options"}


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
    assert found(lint(Document("/project/m.yaml", text.format(kind="postgres")))) == ["unknown-key source.options.of_this_provider"]
