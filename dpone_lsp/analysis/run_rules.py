"""Runs the rules on one process and keeps what they said; a rule that crashes is told as a finding and stops no
other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final

from dpone_lsp.analysis.plan import Plan
from dpone_lsp.analysis.report_reuse import Reads, ReportReuse, WatchedFacts, is_plain, touches
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.ownership import Owners
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry
from dpone_lsp.support.failure_log import log_failure
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts, facts_of
from dpone_si.manifest.model.processes import Process

#: What the rules say of one process.
Reports = list[tuple[Rule, Report]]
#: The same in short: rule, sentence and place of each report.
Said = tuple[tuple[object, ...], ...]

#: Name of the finding that stands for a crashed rule.
INTERNAL: Final = "internal-rule-error"
#: Findings of one rule in one document beyond this many are summed up instead of listed.
MAX_PER_RULE: Final = 2000


class Contexts:
    """The context of each rule, made once per analysis."""

    __slots__ = ("_made", "_owners", "_settings", "_workspace")

    def __init__(self, settings: Settings, workspace: Any, owners: Owners) -> None:
        self._settings = settings
        self._workspace = workspace
        self._owners = owners
        self._made: dict[str, Context] = {}

    def of(self, rule: Rule) -> Context:
        found = self._made.get(rule.name)
        if found is None:
            found = self._made[rule.name] = Context(self._settings, rule, self._workspace, self._owners)
        return found


class ProcessReports:
    """What the rules of one plan say of one process, and the same as a value: equal when it makes the same findings."""

    __slots__ = ("plan", "reports", "said")

    def __init__(self, plan: object, reports: Reports, said: Said) -> None:
        self.plan = plan
        self.reports = reports
        self.said = said


def known_reports(process: Process, plan: Plan) -> ProcessReports | None:
    """What was said of a process before, if no edit has touched it since."""
    kept = process.work.get("told")
    return kept if isinstance(kept, ProcessReports) and kept.plan is plan.key else None


def run_rules(
    process: Process, plan: Plan, contexts: Contexts, siblings: ReportReuse | None, alike: dict[Said, Said]
) -> ProcessReports:
    facts = facts_of(process)
    if siblings is None:
        reports = [
            (entry.rule, report)
            for entry in plan.route(facts).candidates(facts)
            for report in run_rule(entry, facts, contexts, process.document)
        ]
    else:
        reports = _shared_reports(facts, plan, contexts, siblings)
    said = tuple((rule.name, report.message, *report.place.identity) for rule, report in reports)
    told = process.work["told"] = ProcessReports(plan.key, reports, alike.setdefault(said, said))
    return told


def _shared_reports(facts: Facts, plan: Plan, contexts: Contexts, siblings: ReportReuse) -> Reports:
    """The reports about one process, taken over from its siblings where these cannot differ."""
    process = facts.process
    group = siblings.group(process)
    plain = is_plain(process)
    if plain and group.candidates is not None and group.present is not None:
        candidates = group.candidates
        facts.take_present(group.present)
    else:
        candidates = plan.route(facts).candidates(facts)
        if plain and group.gates_are_common():
            group.candidates, group.present = candidates, facts.present
    known = group.reports
    touched: dict[str, bool] = {}
    reports: Reports = []
    for entry in candidates:
        rule = entry.rule
        name = rule.name
        shared = known.get(name)
        if shared is not None and (plain or not touches(process, shared[0], touched)):
            made = shared[1]
        elif shared is None and group.is_worth_watching(name, plain=plain):
            reads = Reads()
            made = run_rule(entry, WatchedFacts(facts, reads), contexts, process.document)
            group.keep(name, reads, process, touched, made)
        else:
            made = run_rule(entry, facts, contexts, process.document)
        for report in made:
            reports.append((rule, report))
    return reports


def run_rule(entry: Entry, subject: Any, contexts: Contexts, document: Document) -> list[Report]:
    context = contexts.of(entry.rule)
    try:
        check: Callable[..., Iterable[Report]] = entry.check
        return list(islice(check(subject, context), MAX_PER_RULE + 1))
    except Exception:
        if os.environ.get("DPONE_LSP_RAISE"):
            raise
        log_failure("rule %s failed on %s", entry.rule.name, document.path)
        message = (
            f"the rule `{entry.rule.name}` failed on this file; the other rules are not affected. The log has "
            f"the details"
        )
        return [Report(Place(document, None), message, severity="warning", label=INTERNAL)]
