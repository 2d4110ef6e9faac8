"""The findings of one document: the same words at the same place are one finding, whatever number of processes they
concern.
"""

from __future__ import annotations

from collections.abc import Sequence

from dpone_lsp.analysis.run_rules import INTERNAL, MAX_PER_RULE, ProcessReports
from dpone_lsp.model.finding import Finding, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import catalogue
from dpone_lsp.rules.selection import names_rule, severity_of
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import ScalarNode


class Ledger:
    """The findings so far: what several processes are told in the same words at the same place is one finding."""

    __slots__ = ("_document", "_findings", "_known", "_settings")

    def __init__(self, document: Document, settings: Settings) -> None:
        self._document = document
        self._settings = settings
        self._known: dict[tuple[object, ...], Finding] = {}
        self._findings: list[Finding] = []

    def enter_run(self, told: ProcessReports | None, titles: list[str], *, absences: bool) -> None:
        """Enter what is said of processes with these titles; `absences` tells whether to believe what is said to be
        missing.
        """
        for rule, report in () if told is None else told.reports:
            if absences or not _tells_of_absence(report):
                self.enter(rule, report, titles)

    def enter(self, rule: Rule, report: Report, titles: Sequence[str]) -> None:
        """Enter one report, about the processes with these titles (none: about the document)."""
        place = report.place
        if place.document.is_builtin:
            # A value of the built-in convention has no file to show; the manifest's `convention` key is where it comes
            # from.
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


def order(finding: Finding) -> tuple[object, ...]:
    return (finding.document.path, finding.place.span[0], finding.rule, finding.message)


def limited(findings: list[Finding]) -> list[Finding]:
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


def _tells_of_absence(report: Report) -> bool:
    """True for a report on a key or on the process itself: what is missing below may stand in the lines that did not
    parse.
    """
    node = report.place.node
    if node is None or not isinstance(node, ScalarNode):
        return True
    text = report.place.document.source.text
    return text[node.end : node.end + 20].lstrip(" ").startswith(":")
