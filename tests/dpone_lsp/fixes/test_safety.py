"""A fix proves itself: on made-up manifests a safe fix cures its finding, brings no fault, keeps comments and every other decision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from dpone_lsp.analysis.suppression_findings import UNKNOWN, UNUSED
from dpone_lsp.decisions.outcome import differences, outcome_of
from dpone_lsp.fixes.edits import apply
from dpone_lsp.fixes.safety import fixes_of
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Edit, Finding, Fix, Place
from dpone_lsp.rules import scan
from dpone_lsp.rules.page import parse_page
from dpone_lsp.testing.fixtures import ROOT, analysis_of
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.comments import comments
from dpone_si.manifest.syntax.tree import Node, ScalarNode, walk
from tests.generate.generator import generate
from tests.generate.project import Project

SEEDS = range(150)


@pytest.fixture(autouse=True)
def raise_on_internal_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DPONE_LSP_RAISE", "1")


def analysed(project: Project, changed: dict[str, str]) -> Analysis:
    files = {name: changed.get(f"{ROOT}/{name}", text) for name, text in project.files.items()}
    main = files.pop(project.primary)
    return analysis_of(main, path=project.primary, files=files)


def said(document: Document) -> list[str]:
    return [document.source.text[start:end] for start, end in comments(document.source, document.root)]


def loud(analysis: Analysis) -> Counter[tuple[str, str]]:
    return Counter((found.rule, found.message) for found in analysis.findings if found.severity in ("error", "warning"))


def faults(analysis: Analysis) -> int:
    documents = (analysis.document, *analysis.expansion.used.values())
    return len(analysis.expansion.issues) + sum(len(document.tree.problems) for document in documents)


def check(label: str, project: Project, analysis: Analysis, finding: Finding, fix: Fix) -> None:
    """Every property of a safe fix."""
    by_path: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        assert 0 <= edit.start <= edit.end <= len(edit.document.source.text), label
        by_path.setdefault(edit.document.path, []).append(edit)
    texts: dict[str, str] = {}
    for path, edits in by_path.items():
        old = edits[0].document
        new = texts[path] = apply(old.source.text, edits)
        if finding.rule not in (UNKNOWN, UNUSED):
            kept = said(Document(path, new, role=old.role))
            assert not Counter(said(old)) - Counter(kept), f"{label}: a comment is lost"
        if "\r\n" in old.source.text:
            assert not re.search(r"(?<!\r)\n", new), f"{label}: another line break"
    after = analysed(project, texts)
    mine = (finding.rule, finding.message)
    before_all = Counter((found.rule, found.message) for found in analysis.findings)
    after_all = Counter((found.rule, found.message) for found in after.findings)
    assert after_all[mine] < before_all[mine], f"{label}: the finding is still there"
    if faults(after) >= faults(analysis):
        assert not loud(after) - loud(analysis), f"{label}: it brings a fault"
    if not faults(analysis):
        assert len(after.expansion.processes) == len(analysis.expansion.processes), label
        for old_process, new_process in zip(analysis.expansion.processes, after.expansion.processes, strict=True):
            if old_process.title not in finding.processes:
                assert differences(outcome_of(old_process), outcome_of(new_process)) == [], (
                    f"{label}: changes {old_process.title}"
                )


def test_safe_fixes_on_generated_manifests() -> None:
    """The properties hold for every safe fix of every finding, in faulty and in valid manifests of every form."""
    checked: Counter[str] = Counter()
    for seed in SEEDS:
        project = generate(seed, valid=seed % 5 == 0)
        analysis = analysed(project, {})
        texts = {path: document.source.text for path, document in analysis.workspace.open.items()}
        for finding in analysis.findings:
            for fix in fixes_of(finding, analysis):
                assert {path: document.source.text for path, document in analysis.workspace.open.items()} == texts
                if fix.applicability == "safe":
                    checked[finding.rule] += 1
                    check(f"seed {seed}, {finding.rule}, {fix.title}", project, analysis, finding, fix)
                else:
                    assert fix.applicability == "unsafe"
    assert checked.total() > 60
    assert len(checked) > 10, checked


@pytest.mark.parametrize("name", sorted(name for name, entry in scan().items() if entry.rule.fixable))
def test_safe_fixes_on_the_examples_of_a_rule(name: str) -> None:
    """The properties hold for every safe fix, of whatever rule, in the examples on the page of each rule."""
    for number, example in enumerate(parse_page(scan()[name].page).examples):
        if example.kind != "fires" or example.breaks:
            continue
        project = Project({**example.also, example.file: example.text}, example.file, name)
        analysis = analysed(project, {})
        for finding in analysis.findings:
            for fix in fixes_of(finding, analysis):
                if fix.applicability == "safe":
                    check(f"{name}, example {number}, {finding.rule}, {fix.title}", project, analysis, finding, fix)


# --- single promises --------------------------------------------------------------------------------------------------

SINGLE = """\
name: orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: {estimated_rows: 5}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [id] # the key
"""
BATCH = """\
kind: dpone.batch.v1
convention: house.yaml
schemas:
  public:
    tables: [orders, items]
"""
PRESET = """\
naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, strategy: {mode: incremental_append}}
"""


def scalar(document: Document, text: str) -> ScalarNode:
    assert document.root is not None
    return next(node for node in walk(document.root) if isinstance(node, ScalarNode) and node.text == text)


def proven(analysis: Analysis, document: Document, old: str, new: str, applicability: str | None = None) -> list[Fix]:
    """The proven fix that replaces the first `old` in a document's text by `new`."""
    at = document.source.text.index(old)
    build: Callable[[], Fix] = lambda: Fix("Change", (Edit(document, at, at + len(old), new),), applicability)  # type: ignore[arg-type]  # noqa: E731
    node = scalar(document, old) if old in [getattr(one, "text", "") for one in walk(document.root)] else document.root  # type: ignore[arg-type]
    return fixes_of(Finding("made-up", "DP000", "warning", Place(document, node), "made up", fixes=(build,)), analysis)


def test_another_outcome_is_unsafe_and_told() -> None:
    analysis = analysis_of(SINGLE)
    (fix,) = proven(analysis, analysis.document, "incremental_merge", "full_refresh")
    assert (fix.applicability, fix.consequence) == ("unsafe", "strategy: incremental_merge -> full_refresh")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "incremental_merge\n    unique_key",
            "full_refresh\n    unique_key",
            "strategy: incremental_merge -> full_refresh",
        ),
        ("unique_key: [id]", "unique_key: [id, day]", "key: id -> id, day"),
        (
            "mode: incremental_merge",
            "mode: incremental_merge\n    merge_policy: shadow_swap",
            "merge policy: lightweight_delete_insert -> shadow_swap",
        ),
        ("orders\nsource", "orders\nreconciliation: {enabled: true}\nsource", "deletes: none -> soft_delete"),
        (
            "mode: snapshot_diff",
            "mode: snapshot_diff\n    diff: {delete_policy: ignore}",
            "deletes: hard_delete -> ignore",
        ),
        ("predicate: a", "predicate: b", "scope: a = 1 -> b = 1"),
        ("estimated_rows: 5}", "estimated_rows: 500000000}", "batch size: "),
    ],
)
def test_a_fix_and_a_diff_judge_one_change_alike(old: str, new: str, told: str) -> None:
    text = SINGLE
    if "snapshot_diff" in old:
        text = SINGLE.replace("incremental_merge", "snapshot_diff")
    if "predicate" in old:
        text = SINGLE.replace("incremental_merge", "replace\n    custom_predicate: a = 1").replace("predicate: a", old)
    analysis = analysis_of(text)
    (fix,) = proven(analysis, analysis.document, old, new)
    (was,), (now,) = analysis.expansion.processes, analysis_of(text.replace(old, new)).expansion.processes
    assert differences(outcome_of(was), outcome_of(now))
    assert fix.applicability == "unsafe"
    assert fix.consequence.startswith(told)


def test_the_same_outcome_is_safe() -> None:
    analysis = analysis_of(SINGLE)
    (fix,) = proven(analysis, analysis.document, "mode: incremental_merge", "mode: 'incremental_merge'")
    assert fix.applicability == "safe"


def test_a_result_that_does_not_parse_is_not_offered() -> None:
    analysis = analysis_of(SINGLE)
    assert proven(analysis, analysis.document, "mode: incremental_merge", "mode: {") == []
    assert proven(analysis, analysis.document, "mode: incremental_merge", "mode: {", "unsafe") == []


def test_a_lost_comment_is_unsafe() -> None:
    analysis = analysis_of(SINGLE)
    (fix,) = proven(analysis, analysis.document, "[id] # the key", "[id]")
    assert (fix.applicability, fix.consequence) == ("unsafe", "it removes the comment `# the key`")
    (fix,) = proven(analysis, analysis.document, "[id] # the key", "id # the key")
    assert fix.applicability == "safe"


def test_a_new_fault_is_unsafe_and_named() -> None:
    analysis = analysis_of(SINGLE)
    (fix,) = proven(analysis, analysis.document, "estimated_rows", "estimated_row")
    assert (fix.applicability, fix.consequence) == ("unsafe", "it brings unknown-key")


def test_a_change_of_a_preset_that_is_open_in_an_editor_is_compiled() -> None:
    """The preset is a document of its own there, and one in its role for the batch: both must feel the edit."""
    analysis = analysis_of(BATCH, files={"house.yaml": PRESET})
    preset = analysis.expansion.used[f"{ROOT}/house.yaml"]
    (fix,) = proven(analysis, preset, "incremental_append", "full_refresh")
    assert (fix.applicability, fix.consequence) == (
        "unsafe",
        "public.orders: strategy: incremental_append -> full_refresh",
    )
    assert preset.source.text == PRESET


def test_the_users_of_an_anchor_are_counted_in_the_title() -> None:
    text = SINGLE.replace("{schema: public, name: orders}", "&t {schema: public, name: orders}").replace(
        "{schema: raw, name: orders}", "*t"
    )
    analysis = analysis_of(text)
    (fix,) = proven(analysis, analysis.document, "public", "'public'")
    assert (fix.applicability, fix.title) == ("safe", "Change (changes 1 use of `&t` too)")


def test_a_fix_of_the_built_in_convention_is_not_offered() -> None:
    analysis = analysis_of(SINGLE)
    assert proven(analysis, Document("builtin:x.yaml", "a: 1\n"), "1", "2") == []


@pytest.mark.parametrize("text", [SINGLE, BATCH.replace("[orders, items]", "\n    - orders\n    - table: items\n")])
def test_a_trial_leaves_the_same_nodes(text: str) -> None:
    """After a trial every node is the object it was, at the place it was, and the tried version number is gone for good."""
    document = Document("x.yaml", text)
    version = document.version

    def nodes() -> list[tuple[Node, int, int]]:
        assert document.root is not None
        return [(node, node.start, node.end) for node in walk(document.root)]

    before = nodes()
    for old, new in (("orders", "order_lines"), ("name", "nme"), ("\n", "\n# x\n"), (text, ""), ("kind", "{")):
        with document.trial():
            document.revise(text.replace(old, new, 1))
        assert nodes() == before
        assert document.version == version
    with document.trial():
        document.revise(text + "x: 1\n")
        tried = document.version
    document.revise(text + "y: 1\n")
    assert document.version > tried > version
