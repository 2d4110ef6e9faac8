"""What dpone refuses, and what its runtime would refuse at night, is not passed over in silence.

A made-up manifest that dpone refuses must have an error of ours; a process that it accepts but cannot run must have at least a
warning in its file. Documents that nothing marks as a manifest of dpone are not ours to judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conformance.counterexample import fail_with_smallest
from tests.conformance.ours import our_analysis
from tests.conformance.samples import NUMBER, seed_chunks
from tests.generate.generator import generate
from tests.oracle.answers import Verdict
from tests.oracle.client import OracleClient

#: Objections of the runtime as it is shipped, to which a deployment may have an answer: we tell them, but not as warnings.
TOLD_LOWER = {
    "state.type must be set explicitly": "state-missing is a hint: most published manifests leave state to their deployment",
    "source_checkpoint_not_atomic": "the check's idle state store has no transactions; a real one may",
    "rolling_window_unsupported_policy": "the check composes the default runner; windows run under another",
    "не поддерживает connection_type": "which connection types an API provider takes is not told by the manifest",
}


@pytest.mark.parametrize("seeds", seed_chunks(2 * NUMBER), ids=str)
def test_a_refusal_is_an_error(oracle: OracleClient, tmp_path: Path, seeds: Sequence[int]) -> None:
    for seed in seeds:
        project = generate(seed, valid=False)
        found = missed_refusal(oracle, project.write(tmp_path / str(seed)), tmp_path)
        if found:
            fail_with_smallest(project, found, lambda path: missed_refusal(oracle, path, tmp_path))


@pytest.mark.parametrize("seeds", seed_chunks(NUMBER), ids=str)
def test_what_cannot_run_is_at_least_a_warning(oracle: OracleClient, tmp_path: Path, seeds: Sequence[int]) -> None:
    for seed in seeds:
        project = generate(seed)
        found = missed_objection(oracle, project.write(tmp_path / str(seed)), tmp_path)
        if found:
            fail_with_smallest(project, found, lambda path: missed_objection(oracle, path, tmp_path))


def missed_refusal(oracle: OracleClient, path: Path, root: Path) -> str | None:
    """How dpone refuses a file in which we see no error, or None."""
    verdict = oracle.validate(path)
    analysis = our_analysis(path, root)
    if verdict.accepted or not analysis.is_ours or any(finding.severity == "error" for finding in analysis.findings):
        return None
    return f"error {_reason(verdict)}: dpone refuses the file, we see no error"


def missed_objection(oracle: OracleClient, path: Path, root: Path) -> str | None:
    """What dpone's runtime objects to in a file in which we see neither an error nor a warning, or None."""
    if any(finding.severity in {"error", "warning"} for finding in our_analysis(path, root).findings):
        return None
    examined = oracle.examine(path)
    objections = (
        objection
        for process in examined.processes
        for objection in oracle.runtime_check(process.process, manifest_dir=path.parent)
        # "compiles" is a refusal, and looked at as one
        if objection.check != "compiles" and not any(known in objection.message for known in TOLD_LOWER)
    )
    return next((f"error {item.check} {_general(item.message)}: {item.message}" for item in objections), None)


def _reason(verdict: Verdict) -> str:
    if verdict.failure is not None:
        return f"{verdict.failure.type} {_general(verdict.failure.message)}"
    return next(issue.code for issue in verdict.issues if issue.severity == "ERROR")


def _general(message: str) -> str:
    """A message without the names and numbers of one manifest."""
    return re.sub(r"['\"][^'\"]*['\"]|/\S+|[0-9]+|:", "_", message)[:80]
