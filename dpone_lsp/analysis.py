"""`analyze`: the only door to the analysis. The editor and the command line both come through here.

An analysis is a value: the document, its processes, and the findings. Handing the previous analysis of the same document back in lets
it keep whatever the edit cannot have changed.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Iterable
from itertools import islice
from typing import Any, Final

from dpone_lsp.findings import Finding, Place, Related, Report, Severity
from dpone_lsp.rule_choice import all_rules, enabled, names_rule
from dpone_lsp.rules import Entry, catalogue
from dpone_lsp.rules.model import Rule
from dpone_lsp.settings import Settings
from dpone_lsp.siblings import WORTH_IT, Reads, Siblings, WatchedFacts, is_plain, touches
from dpone_lsp.subject import Analysis, Context
from dpone_lsp.suppressions import apply_suppressions
from dpone_si.manifest.documents import OTHER, Document
from dpone_si.manifest.expand import expand
from dpone_si.manifest.loading import Loader
from dpone_si.manifest.processes import Process
from dpone_si.manifest.reader import Facts, facts_of
from dpone_si.manifest.tree import ScalarNode

_log = logging.getLogger(__name__)

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
    analysis = Analysis(document, expansion, settings, workspace)
    if document.form == OTHER:
        return analysis
    plan = _plan(settings)
    contexts = _Contexts(settings, workspace)
    findings: list[Finding] = []
    grouped: dict[tuple[object, ...], Finding] = {}
    siblings = Siblings() if len(expansion.processes) >= WORTH_IT else None
    repaired = document.tree.repaired
    for process in expansion.processes:
        title = process.title
        for rule, report in _process_reports(process, plan, contexts, siblings):
            if repaired and _tells_of_absence(report):
                continue
            _add(findings, grouped, rule, report, settings, title, document)
        yield
    for entry in plan.documents:
        rule = entry.rule
        if rule.forms and document.form not in rule.forms:
            continue
        for report in _guarded(entry, analysis, contexts, document):
            _add(findings, grouped, rule, report, settings, None, document)
        yield
    findings = _limited(findings)
    findings.sort(key=_order)
    analysis.findings, analysis.suppressed = apply_suppressions(document, findings, settings)
    return analysis


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

    __slots__ = ("_entries", "_routes", "documents", "key")

    def __init__(self, entries: Iterable[Entry]) -> None:
        everything = list(entries)
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
    plan = _Plan(entry for entry in all_rules(settings).values() if enabled(entry.rule, settings))
    _plans.insert(0, (settings, plan))
    del _plans[8:]
    return plan


class _Contexts:
    """The context of each rule, made once per analysis."""

    __slots__ = ("_made", "_settings", "_workspace")

    def __init__(self, settings: Settings, workspace: Any) -> None:
        self._settings = settings
        self._workspace = workspace
        self._made: dict[str, Context] = {}

    def of(self, rule: Rule) -> Context:
        found = self._made.get(rule.name)
        if found is None:
            found = self._made[rule.name] = Context(self._settings, rule, self._workspace)
        return found


# --- running them ------------------------------------------------------------------------------------------------------


def _process_reports(process: Process, plan: _Plan, contexts: _Contexts, siblings: Siblings | None) -> list[tuple[Rule, Report]]:
    cached = process.work.get("reports")
    if cached is not None and cached[0] is plan.key:  # type: ignore[index]
        return cached[1]  # type: ignore[index, no-any-return]
    reports: list[tuple[Rule, Report]] = []
    facts = facts_of(process)
    if siblings is None:
        for entry in plan.route(facts).candidates(facts):
            reports.extend((entry.rule, report) for report in _guarded(entry, facts, contexts, process.document))
    else:
        _shared_reports(facts, plan, contexts, siblings, reports)
    process.work["reports"] = (plan.key, reports)
    return reports


def _shared_reports(facts: Facts, plan: _Plan, contexts: _Contexts, siblings: Siblings, reports: list[tuple[Rule, Report]]) -> None:
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
    known, personal = group.reports, group.personal_rules
    touched: dict[str, bool] = {}
    for entry in candidates:
        rule = entry.rule
        name = rule.name
        shared = known.get(name)
        if shared is not None and (plain or not touches(process, shared[0], touched)):
            for report in shared[1]:
                reports.append((rule, report))
            continue
        if shared is None and name not in personal:
            reads = Reads()
            made = _guarded(entry, WatchedFacts(facts, reads), contexts, process.document)
            group.keep(name, reads, process, touched, made)
        else:
            made = _guarded(entry, facts, contexts, process.document)
        for report in made:
            reports.append((rule, report))


def _guarded(entry: Entry, subject: Any, contexts: _Contexts, document: Document) -> list[Report]:
    context = contexts.of(entry.rule)
    try:
        check: Callable[..., Iterable[Report]] = entry.check
        return list(islice(check(subject, context), MAX_PER_RULE + 1))
    except Exception:
        if os.environ.get("DPONE_LSP_RAISE"):
            raise
        _log.exception("rule %s failed on %s", entry.rule.name, document.path)
        message = f"the rule `{entry.rule.name}` failed on this file; the other rules are not affected. The log has the details"
        return [Report(Place(document, None), message, severity="warning", label=INTERNAL)]


def _add(
    findings: list[Finding],
    grouped: dict[tuple[object, ...], Finding],
    rule: Rule,
    report: Report,
    settings: Settings,
    title: str | None,
    document: Document,
) -> None:
    place, related = report.place, report.related
    if place.document.path.startswith("builtin:"):
        # A value of the built-in convention has no file to show; the manifest's `convention` key is where it comes from.
        place = _convention_place(document)
    if report.label == INTERNAL:
        rule = catalogue()[INTERNAL].rule
        if names_rule(settings.ignore, rule):
            return
    name = rule.name
    key = (name, report.message, *place.identity)
    known = grouped.get(key)
    if known is not None:
        if title is not None and title not in known.processes:
            known.processes.append(title)
        return
    finding = Finding(
        name,
        rule.code,
        _severity(rule, report, settings),
        place,
        report.message,
        related,
        report.notes,
        report.fixes,
        report.tags,
        "" if report.label == INTERNAL else report.label,
        [] if title is None else [title],
    )
    grouped[key] = finding
    findings.append(finding)


def _severity(rule: Rule, report: Report, settings: Settings) -> Severity:
    overrides = settings.severity
    if overrides:
        for name in (rule.name, rule.code, *rule.aliases, rule.group):
            if name in overrides:
                return overrides[name]
    return report.severity or rule.severity  # type: ignore[return-value]


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


def related_processes(finding: Finding, document: Document, limit: int = 20) -> tuple[Related, ...]:
    """The processes a finding concerns, as related places, when they are not obvious from its own place."""
    if len(finding.processes) < 2:
        return ()
    return tuple(Related(Place(document, None), f"concerns process {title}") for title in finding.processes[:limit])
