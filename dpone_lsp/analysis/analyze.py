"""`analyze`: the only door to the analysis. The editor and the command line both come through here.

An analysis is a value: the document, its processes, and the findings. Handing the previous analysis of the same
document back in lets it keep whatever the edit cannot have changed.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

from dpone_lsp.analysis.ledger import Ledger, limited, order
from dpone_lsp.analysis.needs import Needs
from dpone_lsp.analysis.plan import plan_of
from dpone_lsp.analysis.report_reuse import WORTH_IT, ReportReuse
from dpone_lsp.analysis.run_rules import Contexts, ProcessReports, Said, known_reports, run_rule, run_rules
from dpone_lsp.analysis.suppressions import apply_suppressions
from dpone_lsp.checks.manifest_misfits import take_over
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.settings import Settings
from dpone_lsp.support.failure_log import log_failure
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import Loader
from dpone_si.manifest.model.documents import OTHER, SHARED, Document

Result = TypeVar("Result")


def analyze(document: Document, workspace: Loader, settings: Settings, previous: Analysis | None = None) -> Analysis:
    """The analysis of a document. Never raises for anything a document can hold."""
    return finished(analysis_steps(document, workspace, settings, previous))


def finished(steps: Generator[None, None, Result]) -> Result:
    """What work in small steps comes to, for a caller that has nobody else to serve."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def analysis_steps(
    document: Document, workspace: Loader, settings: Settings, previous: Analysis | None = None
) -> Generator[None, None, Analysis]:
    """`analyze` in small steps, for a caller that has others to serve meanwhile. Nothing may be edited between two
    steps.
    """
    before = previous.expansion if previous is not None and previous.document is document else None
    expansion = expand(document, workspace, before)
    analysis = Analysis(document, expansion, settings, workspace, _repeat)
    # What is wrong in a shared layer is found by the manifests that are built from it.
    if document.form == OTHER or document.form in SHARED:
        return analysis
    if previous is not None and previous.document is document:
        take_over(analysis, previous)
    plan = plan_of(settings)
    contexts = Contexts(settings, workspace, plan.owners)
    ledger = Ledger(document, settings)
    siblings = ReportReuse() if len(expansion.processes) >= WORTH_IT else None
    absences = not document.tree.repaired
    # Neighbours of whom the same is said are entered as one run: a thousand tables over one `defaults` cost little more
    # than one.
    alike: dict[Said, Said] = {}
    run: ProcessReports | None = None
    titles: list[str] = []
    for process in expansion.processes:
        told = known_reports(process, plan)
        if told is None:
            told = run_rules(process, plan, contexts, siblings, alike)
            yield
        if run is None or told.said is not run.said:
            ledger.enter_run(run, titles, absences=absences)
            run, titles = told, []
        titles.append(process.title)
    yield
    ledger.enter_run(run, titles, absences=absences)
    needs = _needs(analysis)
    for entry in plan.documents:
        rule = entry.rule
        if (rule.forms and document.form not in rule.forms) or (needs is not None and not needs.met(rule.needs)):
            continue
        for report in run_rule(entry, analysis, contexts, document):
            ledger.enter(rule, report, ())
        yield
    findings = limited(ledger.findings())
    findings.sort(key=order)
    analysis.findings, analysis.suppressed = apply_suppressions(document, findings, settings)
    return analysis


def _repeat(analysis: Analysis) -> Analysis:
    return analyze(analysis.document, analysis.workspace, analysis.settings, analysis)


def _needs(analysis: Analysis) -> Needs | None:
    """What the document has to offer its rules; None when that cannot be told: then all run, and those that fail say
    so.
    """
    try:
        return Needs(analysis)
    except Exception:
        if os.environ.get("DPONE_LSP_RAISE"):
            raise
        log_failure("the needs of rules on %s could not be told", analysis.document.path)
        return None
