"""The light bulb: fixes, fix-all, suppressions, hints; what is preferred is safe, and what is applied does what its title says."""

from __future__ import annotations

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.features.code_actions import LISTED, Action, code_actions
from dpone_lsp.features.suppress import suppress
from dpone_lsp.fixes.edits import apply
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Fix
from dpone_lsp.testing.fixtures import analysis_of, marked
from tests.generate.generator import generate

SINGLE = """\
name: orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: auto
    unique_key: [id]
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
    strategy: {mode: auto, unique_key: [id]}
schemas:
  public:
    tables:
      - orders # the big one
      - table: items
"""


def actions(text: str, *kinds: str, **around: object) -> tuple[Analysis, list[Action]]:
    found = marked(text)
    analysis = analysis_of(found.text, **around)  # type: ignore[arg-type]
    return analysis, code_actions(analysis, found.cursor, found.cursor, kinds)


def titles(text: str, *kinds: str, **around: object) -> list[str]:
    return [action.title for action in actions(text, *kinds, **around)[1]]


def chosen(text: str, title: str, *kinds: str, **around: object) -> str:
    """The text after the action whose title begins so."""
    analysis, found = actions(text, *kinds, **around)
    fix = next(action.fix for action in found if action.title.startswith(title))
    assert fix is not None
    return apply(analysis.document.source.text, fix.edits)


# --- fixes ------------------------------------------------------------------------------------------------------------


def test_an_unsafe_fix_tells_the_change_and_is_not_preferred() -> None:
    text = SINGLE.replace("mode: auto\n    unique_key", "mode: auto\n    uni<|>que_ky")
    _, found = actions(text, "quickfix")
    (fix,) = [action for action in found if action.title.startswith("Rename to `unique_key`")]
    assert fix.title == "Rename to `unique_key` (strategy: full_refresh -> incremental_merge)"
    assert not fix.preferred


def test_a_safe_fix_is_preferred() -> None:
    _, found = actions(SINGLE.replace("mode: auto", "mode: incremental-mer<|>ge"), "quickfix")
    fixes = [
        action
        for action in found
        if action.fix is not None and action.fix.applicability == "safe" and not action.title.startswith("Ignore")
    ]
    assert [action.preferred for action in fixes[:1]] == [True]
    assert all(action.fix is None or action.fix.applicability == "safe" for action in found if action.preferred)


def test_all_problems_of_a_rule() -> None:
    text = BATCH.replace(
        "      - table: items\n", "".join(f"      - table: t{n}\n        overides: {{}}\n" for n in range(4))
    )
    text = text.replace("overides", "over<|>ides", 1)
    after = chosen(text, "Fix all 4 `unknown-key` problems", "quickfix")
    assert after.count("overrides: {}") == 4
    assert not any(
        title.startswith("Fix all") for title in [one.title for one in code_actions(*_spot(text), asked=False)]
    )


def test_all_problems_of_a_rule_are_fixed_when_the_action_is_chosen() -> None:
    text = BATCH.replace(
        "      - table: items\n", "".join(f"      - table: t{n}\n        overides: {{}}\n" for n in range(4))
    )
    found = code_actions(*_spot(text.replace("overides", "over<|>ides", 1)), ["quickfix"], later=True)
    (offered,) = [one for one in found if one.title.startswith("Fix all")]
    assert (offered.title, offered.rule, offered.fix) == (
        "Fix all `unknown-key` problems in this file",
        "unknown-key",
        None,
    )
    alone = code_actions(*_spot(SINGLE.replace("unique_key", "uni<|>que_ky")), ["quickfix"], later=True)
    assert not any(one.title.startswith("Fix all") for one in alone)


def test_a_selection_of_the_whole_file_lists_some_fixes_and_the_rest_by_rule() -> None:
    text = BATCH.replace(
        "      - table: items\n", "".join(f"      - table: t{n}\n        overides: {{}}\n" for n in range(2 * LISTED))
    )
    analysis = analysis_of(text)
    found = code_actions(analysis, 0, len(text), ["quickfix"], later=True)
    single = [one for one in found if one.title.startswith("Rename")]
    assert 0 < len({id(one.cures[0]) for one in single}) <= LISTED
    assert [one.rule for one in found if one.title.startswith("Fix all")].count("unknown-key") == 1


def test_one_cure_of_several_findings_is_listed_once() -> None:
    text = BATCH.replace("      - table: items\n", "      - table: orders\n" * 3)
    analysis = analysis_of(text)
    listed = [
        (one.title, one.fix.edits) for one in code_actions(analysis, 0, len(text), ["quickfix"]) if one.fix is not None
    ]
    assert len(analysis.findings) > 1
    assert len(set(listed)) == len(listed)


def _spot(text: str) -> tuple[Analysis, int, int]:
    found = marked(text)
    return analysis_of(found.text), found.cursor, found.cursor


def test_fix_all_on_saving_takes_only_safe_fixes() -> None:
    text = SINGLE.replace("mode: auto", "mode: incremental-merge").replace("unique_key", "<|>unique_ky")
    after = chosen(text, "Fix all", "source.fixAll.dpone")
    assert "mode: incremental_merge" in after
    assert titles(SINGLE + "<|>", "source.fixAll") == []


# --- suppressions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("    unique_k<|>y: [id]\n", "    unique_ky: [id]  # dpone: ignore[unknown-key] reason\n"),
        ("    unique_k<|>y: [id] # why\n", "    # dpone: ignore[unknown-key] reason\n    unique_ky: [id] # why\n"),
        ("    unique_k<|>y: [id] # dpone: ignore[other] why\n", "    unique_ky: [id] # dpone: ignore[other, unknown-key] why\n"),
        ("    unique_k<|>y: |\n      id\n", "    # dpone: ignore[unknown-key] reason\n    unique_ky: |\n      id\n"),
        ('    unique_k<|>y: "a\n      b"\n', '    # dpone: ignore[unknown-key] reason\n    unique_ky: "a\n      b"\n'),
        ("    unique_k<|>y: a\n      b\n", "    # dpone: ignore[unknown-key] reason\n    unique_ky: a\n      b\n"),
        ("    unique_k<|>y: [id]", "    unique_ky: [id]  # dpone: ignore[unknown-key] reason"),
        ("    unique_k<|>y: [id,\n      b]\n", "    unique_ky: [id,  # dpone: ignore[unknown-key] reason\n      b]\n"),
        ("    x-a: {b: '#',\n      c: 1}\n    unique_k<|>y: '#'\n", "    x-a: {b: '#',\n      c: 1}\n    unique_ky: '#'  # dpone: ignore[unknown-key] reason\n"),
        ("    # dpone: ignore[other] why\n    unique_k<|>y: [id]\n", "    # dpone: ignore[other, unknown-key] why\n    unique_ky: [id]\n"),
    ],
)  # fmt: skip
def test_suppressing_a_finding(before: str, line: str) -> None:
    head = SINGLE[: SINGLE.index("    unique_key")]
    after = chosen(head + before, "Ignore `unknown-key` here", "quickfix")
    assert after == head + line
    again = analysis_of(after)
    assert "unknown-key" not in {finding.rule for finding in again.findings}
    assert "unknown-key" in {finding.rule for finding in again.suppressed}


@pytest.mark.parametrize("start", ["", "\ufeff", "---\n", "%YAML 1.1\n---\n", "# first\n"])
def test_suppressing_in_the_file(start: str) -> None:
    text = start + SINGLE.replace("unique_key", "unique_k<|>y")
    after = chosen(text, "Ignore `unknown-key` in this file", "quickfix")
    assert after.removeprefix("\ufeff").startswith("# dpone: ignore-file[unknown-key] reason\n")
    assert "unknown-key" not in {finding.rule for finding in analysis_of(after).findings}


def test_suppressions_on_generated_manifests() -> None:
    """On faulty manifests in every style a suppression hides its finding, changes no value and no other byte."""
    tried = 0
    for seed in range(40):
        project = generate(seed, valid=False)
        others = {name: text for name, text in project.files.items() if name != project.primary}
        analysis = analysis_of(project.files[project.primary], path=project.primary, files=others)
        if analysis.document.tree.problems:
            continue
        for finding in analysis.findings[:6]:
            if finding.document is not analysis.document or finding.place.node is None:
                continue
            for fix in suppress(finding):
                tried += 1
                after = analysis_of(apply(analysis.document.source.text, fix.edits), path=project.primary, files=others)
                assert not after.document.tree.problems, (seed, fix)
                hidden = {(one.rule, one.message) for one in after.suppressed}
                assert (finding.rule, finding.message) in hidden, (seed, finding.rule, finding.message, fix)
                assert all(edit.start == edit.end for edit in fix.edits)
    assert tried > 100


# --- the decision -----------------------------------------------------------------------------------------------------


def test_the_hint_that_would_flip() -> None:
    text = SINGLE.replace("mode: auto", "mode: au<|>to")
    title = "Add `incremental_column: updated_at` to reach `incremental_append`"
    found = [one for one in titles(text, "refactor.rewrite") if one.startswith(("Add `", "Set `"))]
    assert found, titles(text, "refactor.rewrite")
    assert all("strategy: " in one for one in found)
    for one in found:
        target = one.split(" to reach `")[1].split("`")[0]
        after = analysis_of(chosen(text, one, "refactor.rewrite"))
        assert after.processes[0].decision.strategy_mode == target, (one, title)


def test_a_hint_stays_with_its_process() -> None:
    text = BATCH.replace(
        "      - table: items\n", "      - table: items\n        overrides: {sink: {stra<|>tegy: {mode: auto}}}\n"
    )
    before = analysis_of(marked(text).text)
    for one in titles(text, "refactor.rewrite"):
        if one.startswith(("Add `", "Set `")):
            after = analysis_of(chosen(text, one, "refactor.rewrite"))
            assert after.processes[0].decision == before.processes[0].decision
            assert after.processes[1].decision.strategy_mode != before.processes[1].decision.strategy_mode


def test_unpinning_needs_the_same_outcome() -> None:
    title = "Let dpone decide again: `mode: auto` (same outcome)"
    text = SINGLE.replace("mode: auto", "mode: incremental_me<|>rge # pinned")
    assert "    mode: auto # pinned\n" in chosen(text, title, "refactor")
    assert title not in titles(SINGLE.replace("mode: auto", "mode: full_re<|>fresh"), "refactor")


def test_unpinning_is_not_offered_where_dpone_wants_the_mode_written() -> None:
    text = SINGLE.replace("mode: auto", "mode: full_re<|>fresh").replace(
        "unique_key: [id]", "overwrite_type: truncate_insert"
    )
    assert any(title.startswith("Let dpone decide") for title in titles(text, "refactor"))
    budget = text.replace("overwrite_type: truncate_insert", "max_source_bytes: 1000000")
    assert not any(title.startswith("Let dpone decide") for title in titles(budget, "refactor"))


def test_kinds_are_respected() -> None:
    text = SINGLE.replace("mode: auto", "mode: au<|>to")
    assert {action.kind for action in actions(text, "quickfix")[1]} <= {"quickfix"}
    assert {action.kind for action in actions(text, "refactor")[1]} >= {"refactor.rewrite"}
    assert actions(text, "source.organizeImports")[1] == []


def test_actions_leave_the_document_as_it_was() -> None:
    """Asking for actions at many places of faulty manifests changes no text, no node and no finding."""
    for seed in range(12):
        project = generate(seed, valid=False)
        others = {name: text for name, text in project.files.items() if name != project.primary}
        analysis = analysis_of(project.files[project.primary], path=project.primary, files=others)
        text, version = analysis.document.source.text, analysis.document.version
        for offset in range(0, len(text), max(len(text) // 12, 1)):
            for action in code_actions(analysis, offset, offset):
                fix: Fix | None = action.fix
                assert (fix is None) == bool(action.command)
                if fix is not None:
                    assert fix.applicability in ("safe", "unsafe")
                    for edit in fix.edits:
                        assert 0 <= edit.start <= edit.end <= len(edit.document.source.text)
        assert (analysis.document.source.text, analysis.document.version) == (text, version)
        again = analyze(analysis.document, analysis.workspace, analysis.settings, analysis)
        assert [(one.rule, one.message, one.place.span) for one in again.findings] == [
            (one.rule, one.message, one.place.span) for one in analysis.findings
        ]
