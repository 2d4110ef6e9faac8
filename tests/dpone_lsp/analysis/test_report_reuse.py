"""What rules say of one process is taken over for its siblings only where it cannot differ: with and without are equal."""

from __future__ import annotations

from pathlib import Path

import pytest

import dpone_lsp.analysis.analyze as analysis_module
from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document
from tests.generate.generator import generate

#: Every rule, the ones that are off by default too.
EVERYTHING = Settings(select=("all",))
NEVER = 1_000_000


def told(path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, worth_it: int) -> list[object]:
    monkeypatch.setattr(analysis_module, "WORTH_IT", worth_it)
    document = Document(path.as_posix(), path.read_text("utf-8"))
    made = analyze(document, Workspace([root.as_posix()]), EVERYTHING)
    return [
        (
            finding.rule, finding.message, finding.severity, finding.document.path, finding.place.span, finding.notes, finding.processes,
            [(other.message, other.place.span) for other in finding.related],
            [
                (fix.title, [(edit.document.path, edit.start, edit.end, edit.text) for edit in fix.edits])
                for build in finding.fixes
                if (fix := build()) is not None
            ],
        )
        for finding in made.findings
    ]  # fmt: skip


@pytest.mark.parametrize("valid", [True, False])
@pytest.mark.parametrize("form", ["batch", "landing", "flow"])
def test_generated_projects(form: str, valid: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(20):
        root = tmp_path / f"{seed}"
        root.mkdir()
        path = generate(seed, valid=valid, form=form).write(root)
        assert told(path, root, monkeypatch, 1) == told(path, root, monkeypatch, NEVER), f"seed {seed}"


TEMPLATE = """\
kind: dpone.batch.v1
vars: {{mode: full_refresh}}
naming: {{process_name: "{{{{ src_table }}}}_load"}}
defaults:
  source: {{type: postgres, connection_id: shop, {source}}}
  sink: {{type: clickhouse, connection_id: dwh, {sink}}}
  quality: {quality}
schemas:
  public:
    tables:
      - plain_one
      - plain_two
      - {{table: with_mode, overrides: {{sink: {{strategy: {{mode: merge}}}}}}}}
      - {{table: no_source, overrides: {{source: null}}}}
      - {{table: other_sink, overrides: {{sink: {{type: mssql}}}}}}
      - {{table: keyed, overrides: {{sink: {{strategy: {{mode: incremental_merge, unique_key: [id, id]}}}}}}}}
      - {{table: waits, depends_on: ["#plain_one", "#"]}}
      - {{table: 'Strange; name', vars: {{mode: append}}}}
      - plain_three
      - {{table: named, naming: {{sink_table: "x y"}}, overrides: {{quality: {{mode: maybe}}}}}}
      - plain_four
"""


@pytest.mark.parametrize(
    "source",
    [
        "options: {batch_size: -1}",
        'options: {batch_size: "{{ mode }}"}',
        "table: {name: fixed}",
        'options: "{{ nothing }}"',
    ],
)
@pytest.mark.parametrize(
    "sink",
    ["strategy: {mode: auto}", 'strategy: {mode: "{{ mode }}"}', "strategy: {mode: merge}", "table: {schema: s}"],
)
@pytest.mark.parametrize("quality", ["{}", "{checks: [{type: min_rows}]}", "{gates: [{type: '{{ src_table }}'}]}"])
def test_tables_that_differ_in_one_thing(
    source: str, sink: str, quality: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shop.batch.yaml"
    path.write_text(TEMPLATE.format(source=source, sink=sink, quality=quality), "utf-8")
    assert told(path, tmp_path, monkeypatch, 1) == told(path, tmp_path, monkeypatch, NEVER)


def test_edit_of_the_first_sibling_leaves_the_others_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports taken over from a process outlive it: their places and fixes must not."""
    path = tmp_path / "shop.batch.yaml"
    text = TEMPLATE.format(
        source="options: {batch_size: -1, changed_percent: 20}",
        sink="strategy: {mode: upsert}",
        quality="{checks: [{type: min_row}]}",
    )
    path.write_text(text, "utf-8")
    monkeypatch.setattr(analysis_module, "WORTH_IT", 1)
    workspace = Workspace([tmp_path.as_posix()])
    document = Document(path.as_posix(), text)
    made = analyze(document, workspace, EVERYTHING)
    changed = text.replace("      - plain_one\n", "").replace("      - plain_two\n", "      - plain_2\n")
    document.revise(changed)
    again = analyze(document, workspace, EVERYTHING, made)
    path.write_text(changed, "utf-8")
    fresh = told(path, tmp_path, monkeypatch, NEVER)
    assert [(found.rule, found.message, found.place.span, found.processes) for found in again.findings] == [
        (row[0], row[1], row[4], row[6])
        for row in fresh  # type: ignore[index]
    ]
    edits = [
        [(edit.start, edit.end, edit.text) for build in found.fixes if (fix := build()) for edit in fix.edits]
        for found in again.findings
    ]
    assert edits == [[edit[1:] for _, made_edits in row[8] for edit in made_edits] for row in fresh]  # type: ignore[index]
