"""Our processes are dpone's: the same ones in the same order, with the same values and the same strategy.

Compared are `dpone manifest render --all` and `dpone plan` with our expansion, for every sample and for made-up manifests over
all forms. A file that dpone refuses to compile has nothing to compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from tests.conformance.compare import difference
from tests.conformance.counterexample import fail_with_smallest
from tests.conformance.ours import OurProcess, our_expansion, our_processes
from tests.conformance.samples import NUMBER, sample_files, seed_chunks
from tests.generate.generator import generate
from tests.oracle.answers import Examination, Plan, RenderedProcess
from tests.oracle.client import OracleClient


@pytest.mark.parametrize("path", sample_files("reference/examples", "reference/cases", "corpus"))
def test_samples(oracle: OracleClient, shared: Path, path: Path) -> None:
    assert disagreement(oracle, path) is None


@pytest.mark.parametrize("seeds", seed_chunks(NUMBER), ids=str)
@pytest.mark.parametrize(
    ("valid", "form"), [(True, None), (False, None), (True, "layered")], ids=["valid", "faulty", "layered"]
)
def test_made_up_manifests(
    oracle: OracleClient, tmp_path: Path, seeds: Sequence[int], valid: bool, form: str | None
) -> None:
    for seed in seeds:
        project = generate(seed, valid=valid, form=form)
        found = disagreement(oracle, project.write(tmp_path / str(seed)))
        if found:
            fail_with_smallest(project, found, lambda path: disagreement(oracle, path))


def disagreement(oracle: OracleClient, path: Path) -> str | None:
    """The first difference between our processes and dpone's, in words, or None."""
    examined = oracle.examine(path, plans=True)
    if not examined.verdict.loads:
        return None
    if any(issue.kind == "batch-tables-not-list" for issue in our_expansion(path).issues):
        return None  # dpone reads a text letter by letter; we call that an error and make no processes of letters
    ours = our_processes(path)
    selectors = [process.selector for process in ours], [process.selector for process in examined.processes]
    if selectors[0] != selectors[1]:
        return f"selectors: ours are {selectors[0]}, dpone has {selectors[1]}"
    return next((found for found in _differences(ours, examined) if found), None)


def _differences(ours: Sequence[OurProcess], examined: Examination) -> list[str | None]:
    triples = list(zip(ours, examined.processes, examined.plans, strict=True))
    values = [_in_values(mine, theirs) for mine, theirs, _ in triples]
    strategies = [_in_strategy(mine, plan) for mine, _, plan in triples]
    return values + strategies


def _in_values(mine: OurProcess, theirs: RenderedProcess) -> str | None:
    found = difference(mine.values, theirs.process)
    return f"process {theirs.selector}: {found}" if found else None


def _in_strategy(mine: OurProcess, plan: Plan) -> str | None:
    if plan.failure is not None or mine.strategy == plan.strategy:
        return None
    sink = mine.values.get("sink")
    if isinstance(sink, dict) and isinstance(cast("dict[str, Any]", sink).get("strategy"), list):
        return None  # a list of pairs happens to become a mapping in dpone; nobody means that
    return f"process {plan.selector}: we compile to {mine.strategy}, dpone plans {plan.strategy}"
