"""`analyze`: the only door to the analysis. The editor and the command line both come through here.

An analysis is a value: the document, its processes, and the findings. Handing the previous analysis of the same document back in lets
it keep whatever the edit cannot have changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import islice
from typing import Any, Final

from dpone_lsp.analysis.needs import Needs
from dpone_lsp.analysis.report_reuse import WORTH_IT, Reads, Siblings, WatchedFacts, is_plain, touches
from dpone_lsp.analysis.suppressions import apply_suppressions
from dpone_lsp.checks.manifest_misfits import take_over
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Finding, Place, Report
from dpone_lsp.model.ownership import Owners
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry, catalogue
from dpone_lsp.rules.selection import all_rules, enabled, names_rule, severity_of
from dpone_lsp.support.failure_log import log_failure
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import Loader
from dpone_si.manifest.model.documents import OTHER, SHARED, Document
from dpone_si.manifest.model.facts import Facts, facts_of
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import ScalarNode

#: What the rules say of one process.
_Reports = list[tuple[Rule, Report]]
#: The same in short: rule, sentence and place of each report.
_Said = tuple[tuple[object, ...], ...]

#: Name of the finding that stands for a crashed rule.
INTERNAL: Final = "internal-rule-error"
#: Findings of one rule in one document beyond this many are summed up instead of listed.
MAX_PER_RULE: Final = 2000


def analyze(document: Document, workspace: Loader, settings: Settings, previous: Analysis | None = None) -> Analysis:
    """The analysis of a document. Never raises for anything a document can hold."""
    steps = analysis_steps(document, workspace, settings, previous)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def analysis_steps(
    document: Document, workspace: Loader, settings: Settings, previous: Analysis | None = None
) -> Generator[None, None, Analysis]:
    """`analyze` in small steps, for a caller that has others to serve meanwhile. Nothing may be edited between two steps."""
    before = previous.expansion if previous is not None and previous.document is document else None
    expansion = expand(document, workspace, before)
    analysis = Analysis(document, expansion, settings, workspace, _repeat)
    # What is wrong in a shared layer is found by the manifests that are built from it.
    if document.form == OTHER or document.form in SHARED:
        return analysis
    if previous is not None and previous.document is document:
        take_over(analysis, previous)
    plan = _plan(settings)
    contexts = _Contexts(settings, workspace, plan.owners)
    ledger = _Ledger(document, settings)
    siblings = Siblings() if len(expansion.processes) >= WORTH_IT else None
    absences = not document.tree.repaired
    # Neighbours of whom the same is said are entered as one run: a thousand tables over one `defaults` cost little more than one.
    alike: dict[_Said, _Said] = {}
    run: _Told | None = None
    titles: list[str] = []
    for process in expansion.processes:
        told = _known(process, plan)
        if told is None:
            told = _tell(process, plan, contexts, siblings, alike)
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
        for report in _guarded(entry, analysis, contexts, document):
            ledger.enter(rule, report, ())
        yield
    findings = _limited(ledger.findings())
    findings.sort(key=_order)
    analysis.findings, analysis.suppressed = apply_suppressions(document, findings, settings)
    return analysis


def _repeat(analysis: Analysis) -> Analysis:
    return analyze(analysis.document, analysis.workspace, analysis.settings, analysis)


def _tells_of_absence(report: Report) -> bool:
    """True for a report on a key or on the process itself: what is missing below may stand in the lines that did not parse."""
    node = report.place.node
    if node is None or not isinstance(node, ScalarNode):
        return True
    text = report.place.document.source.text
    return text[node.end : node.end + 20].lstrip(" ").startswith(":")


# --- which rules -------------------------------------------------------------------------------------------------------


class _Route:
    """The process rules that can concern processes of one sink, source, form and mode."""

    __slots__ = ("_always", "_by_key", "_open", "keys")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._always: list[Entry] = []
        self._by_key: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.rule.keys:
                for key in entry.rule.keys:
                    self._by_key.setdefault(key, []).append(entry)
            else:
                self._always.append(entry)
        #: The key paths that open a gate.
        self.keys = frozenset(self._by_key)
        self._open: dict[frozenset[str], list[Entry]] = {}

    def candidates(self, facts: Facts) -> list[Entry]:
        """The rules whose gates are open for one process."""
        present = facts.present & self.keys
        found = self._open.get(present)
        if found is None:
            if len(self._open) > 1000:
                self._open.clear()
            entries = {entry.rule.name: entry for path in sorted(present) for entry in self._by_key[path]}
            found = self._open[present] = [*self._always, *entries.values()]
        return found


class _Plan:
    """The rules in force, arranged by what makes them run."""

    __slots__ = ("_entries", "_routes", "documents", "key", "owners")

    def __init__(self, entries: Iterable[Entry], owners: Owners) -> None:
        everything = list(entries)
        self.owners = owners
        self._entries = [entry for entry in everything if entry.rule.scope == "process"]
        self.documents = [entry for entry in everything if entry.rule.scope != "process"]
        self._routes: dict[tuple[object, ...], _Route] = {}
        self.key = object()

    def route(self, facts: Facts) -> _Route:
        """The rules for a process's route; worked out once per kind of route."""
        sink, source, form, mode = facts.sink_type, facts.source_type, facts.process.form, facts.mode
        found = self._routes.get((sink, source, form, mode))
        if found is None:
            if len(self._routes) > 1000:
                self._routes.clear()
            found = self._routes[(sink, source, form, mode)] = _Route(
                entry
                for entry in self._entries
                if not (
                    (entry.rule.sinks and sink not in entry.rule.sinks)
                    or (entry.rule.sources and source not in entry.rule.sources)
                    or (entry.rule.forms and form not in entry.rule.forms)
                    or (entry.rule.modes and mode not in entry.rule.modes)
                )
            )
        return found


_plans: list[tuple[Settings, _Plan]] = []


def _plan(settings: Settings) -> _Plan:
    for known, plan in _plans:
        if known is settings or known == settings:
            return plan
    entries = all_rules(settings).values()
    plan = _Plan((entry for entry in entries if enabled(entry.rule, settings)), Owners([entry.rule for entry in entries]))
    _plans.insert(0, (settings, plan))
    del _plans[8:]
    return plan


class _Contexts:
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


# --- running them ------------------------------------------------------------------------------------------------------


class _Told:
    """What the rules of one plan say of one process, and the same as a value: equal when it makes the same findings."""

    __slots__ = ("plan", "reports", "said")

    def __init__(self, plan: object, reports: _Reports, said: _Said) -> None:
        self.plan = plan
        self.reports = reports
        self.said = said


def _known(process: Process, plan: _Plan) -> _Told | None:
    """What was said of a process before, if no edit has touched it since."""
    kept = process.work.get("told")
    return kept if isinstance(kept, _Told) and kept.plan is plan.key else None


def _tell(process: Process, plan: _Plan, contexts: _Contexts, siblings: Siblings | None, alike: dict[_Said, _Said]) -> _Told:
    facts = facts_of(process)
    if siblings is None:
        reports = [
            (entry.rule, report)
            for entry in plan.route(facts).candidates(facts)
            for report in _guarded(entry, facts, contexts, process.document)
        ]
    else:
        reports = _shared_reports(facts, plan, contexts, siblings)
    said = tuple((rule.name, report.message, *report.place.identity) for rule, report in reports)
    told = process.work["told"] = _Told(plan.key, reports, alike.setdefault(said, said))
    return told


def _shared_reports(facts: Facts, plan: _Plan, contexts: _Contexts, siblings: Siblings) -> _Reports:
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
    reports: _Reports = []
    for entry in candidates:
        rule = entry.rule
        name = rule.name
        shared = known.get(name)
        if shared is not None and (plain or not touches(process, shared[0], touched)):
            made = shared[1]
        elif shared is None and group.is_worth_watching(name, plain=plain):
            reads = Reads()
            made = _guarded(entry, WatchedFacts(facts, reads), contexts, process.document)
            group.keep(name, reads, process, touched, made)
        else:
            made = _guarded(entry, facts, contexts, process.document)
        for report in made:
            reports.append((rule, report))
    return reports


def _needs(analysis: Analysis) -> Needs | None:
    """What the document has to offer its rules; None when that cannot be told: then all run, and those that fail say so."""
    try:
        return Needs(analysis)
    except Exception:
        if os.environ.get("DPONE_LSP_RAISE"):
            raise
        log_failure("the needs of rules on %s could not be told", analysis.document.path)
        return None


def _guarded(entry: Entry, subject: Any, contexts: _Contexts, document: Document) -> list[Report]:
    context = contexts.of(entry.rule)
    try:
        check: Callable[..., Iterable[Report]] = entry.check
        return list(islice(check(subject, context), MAX_PER_RULE + 1))
    except Exception:
        if os.environ.get("DPONE_LSP_RAISE"):
            raise
        log_failure("rule %s failed on %s", entry.rule.name, document.path)
        message = f"the rule `{entry.rule.name}` failed on this file; the other rules are not affected. The log has the details"
        return [Report(Place(document, None), message, severity="warning", label=INTERNAL)]


class _Ledger:
    """The findings so far: what several processes are told in the same words at the same place is one finding."""

    __slots__ = ("_document", "_findings", "_known", "_settings")

    def __init__(self, document: Document, settings: Settings) -> None:
        self._document = document
        self._settings = settings
        self._known: dict[tuple[object, ...], Finding] = {}
        self._findings: list[Finding] = []

    def enter_run(self, told: _Told | None, titles: list[str], *, absences: bool) -> None:
        """Enter what is said of processes with these titles; `absences` tells whether to believe what is said to be missing."""
        for rule, report in () if told is None else told.reports:
            if absences or not _tells_of_absence(report):
                self.enter(rule, report, titles)

    def enter(self, rule: Rule, report: Report, titles: Sequence[str]) -> None:
        """Enter one report, about the processes with these titles (none: about the document)."""
        place = report.place
        if place.document.is_builtin:
            # A value of the built-in convention has no file to show; the manifest's `convention` key is where it comes from.
            place = _convention_place(self._document)
        if report.label == INTERNAL:
            rule = catalogue()[INTERNAL].rule
            if names_rule(self._settings.ignore, rule):
                return
        key = (rule.name, report.message, *place.identity)
        known = self._known.get(key)
        if known is not None:
            known.processes.extend(titles)
            return
        finding = self._known[key] = Finding(
            rule.name,
            rule.code,
            severity_of(rule, self._settings, report.severity),
            place,
            report.message,
            report.related,
            report.notes,
            report.fixes,
            report.tags,
            "" if report.label == INTERNAL else report.label,
            list(titles),
        )
        self._findings.append(finding)

    def findings(self) -> list[Finding]:
        """All findings, in the order they were first told."""
        for finding in self._findings:
            if len(finding.processes) > 1:
                # One process may say the same twice, and two may go by one title.
                finding.processes = list(dict.fromkeys(finding.processes))
        return self._findings


def _convention_place(document: Document) -> Place:
    root = document.mapping
    for key in ("convention", "conventions"):
        node = root.get(key) if root is not None else None
        if node is not None:
            return Place(document, node)
    return Place(document, None)


def _order(finding: Finding) -> tuple[object, ...]:
    return (finding.document.path, finding.place.span[0], finding.rule, finding.message)


def _limited(findings: list[Finding]) -> list[Finding]:
    if len(findings) <= MAX_PER_RULE:
        return findings
    counts: dict[str, int] = {}
    kept: list[Finding] = []
    for finding in findings:
        count = counts[finding.rule] = counts.get(finding.rule, 0) + 1
        if count <= MAX_PER_RULE:
            kept.append(finding)
        if count == MAX_PER_RULE:
            finding.notes = (*finding.notes, "more findings of this rule in this file are not listed")
    return kept
