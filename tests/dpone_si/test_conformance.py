"""Real manifests: our reading, decision and load config of every process equal those of dpone's own run."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_si.advisor import StrategyAdvisor
from dpone_si.load_config import LoadConfigBuilder
from dpone_si.manifest_reader import StrategyManifestReader
from tests.dpone_si.test_advisor import comparable
from tests.dpone_si.test_load_config import theirs, view
from tests.oracle.client import OracleClient, OracleError


def manifests(shared: Path) -> list[Path]:
    """Everything the samples hold that may be a manifest."""
    folders = (shared / "reference" / "examples", shared / "corpus")
    return sorted(path for folder in folders for path in folder.rglob("*.y*ml"))


@pytest.mark.slow
def test_every_sample_is_decided_as_dpone_plans_it(shared: Path, oracle: OracleClient) -> None:
    """For every file dpone plans: the same processes, in the same order, with the same decisions."""
    compared = 0
    for path in manifests(shared):
        try:
            plans = oracle.plan_all(path)
        except OracleError:
            continue  # not a manifest, or one dpone does not compile
        reading = StrategyManifestReader(root=str(shared)).read(path)
        if [problem.code for problem in reading.problems] == ["no-process"]:
            continue  # a form that is not expanded here, and that says so
        readings = reading.processes
        assert [process.selector for process in readings] == [plan.selector for plan in plans], path
        for process, plan in zip(readings, plans, strict=True):
            if plan.failure is not None:
                continue
            assert process.context is not None, (path, process)
            ours = StrategyAdvisor().advise(process.context).to_dict()
            assert comparable(ours) == comparable(plan.decision), (path, process.title)
            compared += 1
    assert compared > 80


@pytest.mark.slow
def test_every_sample_is_built_as_dpone_builds_it(shared: Path, oracle: OracleClient) -> None:
    """From dpone's own effective process our builder makes the load config dpone makes."""
    compared = 0
    for path in manifests(shared):
        try:
            rendered = oracle.render_all(path)
        except OracleError:
            continue
        for item in rendered:
            try:
                expected = theirs(oracle.compile(item.process))
            except OracleError:
                continue
            authored = {"portable_scope": None}  # dpone parses the literals of the scope, we keep it as authored
            ours = view(LoadConfigBuilder().build(item.process))
            assert ours | authored == expected | authored, (path, item.selector)
            compared += 1
    assert compared > 80
