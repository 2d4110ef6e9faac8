"""No error on a manifest that dpone accepts and runs.

Every error on an accepted file must be one of `allowed_errors.py`, and where the table names questions to dpone's runtime, one of
them must object to that process. Everything that dpone accepts counts: samples, the corrected twin of every case, and
made-up manifests over all forms, among them faulty ones that dpone happens to accept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dpone_lsp.model.finding import Finding
from dpone_lsp.rules import catalogue
from tests.conformance.allowed_errors import CONFIRMED, PLAN, SILENT
from tests.conformance.counterexample import fail_with_smallest
from tests.conformance.ours import our_analysis
from tests.conformance.samples import NUMBER, sample_files, seed_chunks
from tests.generate.generator import generate
from tests.oracle.answers import Examination
from tests.oracle.client import OracleClient


@pytest.mark.parametrize("path", sample_files("reference/examples", "reference/cases", "corpus"))
def test_samples(oracle: OracleClient, shared: Path, path: Path) -> None:
    assert false_alarm(oracle, path, path.parent if "cases" in path.parts else shared) is None


@pytest.mark.parametrize("seeds", seed_chunks(4 * NUMBER), ids=str)
def test_made_up_manifests(oracle: OracleClient, tmp_path: Path, seeds: Sequence[int]) -> None:
    _look_at_all(oracle, tmp_path, seeds, valid=True)


@pytest.mark.parametrize("seeds", seed_chunks(NUMBER), ids=str)
def test_made_up_manifests_with_faults(oracle: OracleClient, tmp_path: Path, seeds: Sequence[int]) -> None:
    _look_at_all(oracle, tmp_path, seeds, valid=False)


@pytest.mark.parametrize("seeds", seed_chunks(2 * NUMBER), ids=str)
def test_made_up_manifests_with_liberties(oracle: OracleClient, tmp_path: Path, seeds: Sequence[int]) -> None:
    _look_at_all(oracle, tmp_path, seeds, valid=True, liberties=True)


@pytest.mark.parametrize(
    "expression", ["[src_table, nowhere]", "{'a': nowhere}", "(nowhere, 1)", "nowhere | items | list"]
)
def test_an_undefined_name_in_a_list(oracle: OracleClient, tmp_path: Path, expression: str) -> None:
    """Jinja puts the undefined thing into the list, and nobody asks for it."""
    path = tmp_path / "shop.batch.yaml"
    path.write_text(LISTED.replace("EXPRESSION", expression), encoding="utf-8")
    assert oracle.validate(path).accepted
    assert false_alarm(oracle, path, tmp_path) is None


LISTED = """\
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
  x-note: "{{ EXPRESSION }}"
schemas: {public: {tables: [orders]}}
"""


def false_alarm(oracle: OracleClient, path: Path, root: Path) -> str | None:
    """The first error of ours that dpone gives no reason for, in words, or None."""
    errors = [finding for finding in our_analysis(path, root).findings if finding.severity == "error"]
    if not errors:
        return None
    examined = oracle.examine(path, plans=True)
    if not examined.verdict.accepted:
        return None
    unproven = (finding for finding in errors if not _is_proven(oracle, finding, examined, path.parent))
    return next((f"error {finding.rule}: at {finding.key}: {finding.message}" for finding in unproven), None)


def _look_at_all(
    oracle: OracleClient, folder: Path, seeds: Sequence[int], *, valid: bool, liberties: bool = False
) -> None:
    for seed in seeds:
        project = generate(seed, valid=valid, liberties=liberties)
        root = folder / str(seed)
        found = false_alarm(oracle, project.write(root), root)
        if found:
            fail_with_smallest(project, found, lambda path: false_alarm(oracle, path, folder))


def _is_proven(oracle: OracleClient, finding: Finding, examined: Examination, folder: Path) -> bool:
    concerned = [
        (process.process, plan)
        for process, plan in zip(examined.processes, examined.plans, strict=True)
        if not finding.processes
        or {process.selector, str(process.name)} & set(finding.processes)
        or len(examined.processes) == 1
    ]
    rule = catalogue()[finding.rule].rule
    names = (rule.name, *rule.aliases)
    sinks = {plan.decision.get("sink_type") for _, plan in concerned}
    if any(name in SILENT or f"{name} -> {sink}" in SILENT for name in names for sink in sinks or {""}):
        return True
    expected = {check for name in names for check in CONFIRMED.get(name, ())}
    if PLAN in expected and any(plan.failure for _, plan in concerned):
        return True
    objections = (item for process, _ in concerned for item in oracle.runtime_check(process, manifest_dir=folder))
    return any(objection.check in expected for objection in objections)
