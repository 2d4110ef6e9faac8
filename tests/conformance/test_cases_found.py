"""Every faulty sample is found at its key by the rule it was written for, and its corrected twin is not.

A case file says in its first comments where the fault is (`# underline:`, the key path in a single manifest) and which check it
belongs to (`# check:`). In a batch or flow the same path is looked for below the layer that writes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Finding
from dpone_lsp.rules import catalogue
from tests.conformance.ours import our_analysis
from tests.shared_data import shared_folder

_HEADER = re.compile(r"^# (\w+): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """What a case file says about itself."""

    path: Path
    check: str
    underline: str

    @classmethod
    def of(cls, path: Path) -> Case:
        header: dict[str, str] = dict(_HEADER.findall(path.read_text(encoding="utf-8", errors="replace")))
        return cls(path, header["check"].strip(), header["underline"].strip())

    @property
    def twin(self) -> Path:
        return self.path.with_name(self.path.stem + ".ok.yaml")


def rule_for(check: str) -> str | None:
    """The name of the rule that covers a check: the rule of that name, or the one that has it as an alias."""
    rules = catalogue()
    if check in rules:
        return check
    return next((name for name, entry in rules.items() if check in entry.rule.aliases), None)


def cases_with_a_rule() -> list[object]:
    """Parameters: every case whose check has a rule, or one that will skip loudly when the samples are absent."""
    cases = all_cases()
    if not cases:
        return [pytest.param(None, id="no samples")]
    return [pytest.param(case, id=case.path.stem) for case in cases if rule_for(case.check)]


def all_cases() -> list[Case]:
    """Every case beside the checkout, without the corrected twins."""
    folder = shared_folder()
    paths = sorted((folder / "reference" / "cases").glob("*.yaml")) if folder else []
    return [Case.of(path) for path in paths if ".ok." not in path.name]


@pytest.mark.parametrize("case", cases_with_a_rule())
def test_the_fault_is_found_at_its_key(shared: Path, case: Case) -> None:
    # `lint-registry` is told its registry on the command line; for us it is one from the environment.
    registry = case.path.parent / "support" / "registry.yml"
    registries = (str(registry),) if case.check.startswith("registry-lint") else ()
    analysis = our_analysis(case.path, case.path.parent, registries=registries)
    at_fault = [finding for finding in analysis.findings if finding.rule == rule_for(case.check)]
    assert at_fault, (
        f"{case.check} is silent; found are {[(finding.rule, finding.key) for finding in analysis.findings]}"
    )
    keys = [finding.key for finding in at_fault]
    assert any(_is_at(analysis, finding, case.underline) for finding in at_fault), (
        f"{keys} found, the fault is at {case.underline}"
    )


@pytest.mark.parametrize("case", cases_with_a_rule())
def test_the_corrected_twin_is_silent(shared: Path, case: Case) -> None:
    if not case.twin.exists():
        return
    findings = our_analysis(case.twin, case.path.parent).findings
    assert [finding.key for finding in findings if finding.rule == rule_for(case.check)] == []


def test_every_check_has_a_rule(shared: Path) -> None:
    assert sorted({case.check for case in all_cases() if rule_for(case.check) is None}) == []


def _is_at(analysis: Analysis, finding: Finding, underline: str) -> bool:
    """Whether the finding stands at the key, or at the same key below the layer or process that writes it.

    A key that is missing is shown at the nearest block above it; no key names the root, a second document, or the place
    of a syntax error, which must be on the line of the key.
    """
    if underline.startswith("("):
        return True
    if not finding.key:
        source = finding.document.source
        line = source.line_span(source.line_of(finding.place.span[0]))
        return underline.rpartition(".")[2] in source.text[slice(*line)]
    missing = not any(facts.process.has(underline) for facts in analysis.processes)
    wanted = {underline, underline.rpartition(".")[0]} if missing else {underline}
    return any(finding.key == key or finding.key.endswith("." + key) for key in wanted if key)
