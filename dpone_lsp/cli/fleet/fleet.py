"""What is known of a whole fleet of manifests: findings by rule and team, routes and their certification, decisions,
outliers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from dpone_lsp.cli.run.check_file import Checker
from dpone_lsp.cli.run.progress import watched
from dpone_lsp.cli.run.rows import shown_path
from dpone_lsp.cli.run.search import Task
from dpone_lsp.decisions.outcome import CANNOT_TELL, Outcome, outcome_of
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Finding
from dpone_lsp.model.severity import SEVERITIES
from dpone_lsp.rules import Entry
from dpone_lsp.rules.selection import all_rules
from dpone_si.advisor.what_if import margins
from dpone_si.certification import StrategyCertificationMatrix, StrategyCertificationMatrixService
from dpone_si.manifest.expansion.loading import content_failure
from dpone_si.manifest.model.documents import MANIFESTS
from dpone_si.manifest.model.facts import Facts

#: A decision is fragile when a statistic lies so close to a threshold that flips it (share of the threshold).
MARGIN: Final = 0.1
#: Team of processes that name none.
NOBODY: Final = "(no owner)"
#: Where an owner may be named, strongest first; the task group stands in for one.
_OWNERS: Final = ("sink.options.table_labels.owner", "sink.options.table_labels.team", "task_group")
#: The section in which rules may have their findings listed (`Rule.sections`): a process differs from its neighbours.
_OUTLIERS: Final = "outliers"


class Told(NamedTuple):
    """A finding, reduced to what a fleet view shows."""

    rule: str
    severity: str
    message: str
    path: str
    line: int
    processes: tuple[str, ...]
    teams: tuple[str, ...]
    outlier: bool = False


class Load(NamedTuple):
    """One process with its decision. `line` counts from 1."""

    process: str
    path: str
    line: int
    team: str
    source: str
    sink: str
    requested: str
    outcome: Outcome
    certification: str
    #: Sentences: what single change of a statistic flips the strategy.
    fragile: tuple[str, ...]


@dataclass(slots=True)
class Fleet:
    """Everything a report shows."""

    manifests: int = 0
    loads: list[Load] = field(default_factory=list[Load])
    findings: list[Told] = field(default_factory=list[Told])

    @property
    def outliers(self) -> list[Told]:
        return [told for told in self.findings if told.outlier]

    @property
    def fragile(self) -> list[Load]:
        return [load for load in self.loads if load.fragile]

    def severities(self) -> dict[str, int]:
        """Findings per severity, worst first."""
        counts = Counter(told.severity for told in self.findings)
        return {severity: counts[severity] for severity in SEVERITIES}

    def rules(self) -> list[tuple[str, str, int, int]]:
        """(rule, worst severity, findings, manifests) of every rule that spoke, the loudest and most frequent first."""
        found: dict[str, list[Told]] = {}
        for told in self.findings:
            found.setdefault(told.rule, []).append(told)
        rows = [
            (rule, min((one.severity for one in group), key=_loudness), len(group), len({one.path for one in group}))
            for rule, group in found.items()
        ]
        return sorted(rows, key=lambda row: (_loudness(row[1]), -row[2], row[0]))

    def teams(self) -> list[tuple[str, int, dict[str, int]]]:
        """(team, processes, findings per severity), the most troubled first."""
        processes = Counter(load.team for load in self.loads)
        counts: dict[str, Counter[str]] = {team: Counter() for team in processes}
        for told in self.findings:
            for team in told.teams:
                counts.setdefault(team, Counter())[told.severity] += 1
        rows = [
            (team, processes[team], {severity: found[severity] for severity in SEVERITIES})
            for team, found in counts.items()
        ]
        return sorted(rows, key=lambda row: (*(-row[2][severity] for severity in SEVERITIES), row[0]))

    def matrix(self) -> list[tuple[str, str, str, str, int]]:
        """(source, sink, strategy, certification, processes), by route."""
        counts = Counter((load.source, load.sink, load.outcome.strategy, load.certification) for load in self.loads)
        return [(*key, count) for key, count in sorted(counts.items())]


def survey(tasks: Iterable[Task], checker: Checker) -> Fleet:
    """Look at every manifest. Raises `UsageError` for files that cannot be read."""
    fleet = Fleet()
    matrix = StrategyCertificationMatrixService().build()
    seen: dict[tuple[object, ...], int] = {}
    for task in watched(list(tasks)):
        analysis = checker.analysis(task)
        if isinstance(analysis, str):
            continue
        fleet.manifests += 1
        loads = [_load(facts, analysis, matrix) for facts in analysis.processes]
        if analysis.document.form in MANIFESTS and content_failure(analysis.document) is None:
            # The processes of a fragment are those of the pipeline it is a part of; those of a text dpone cannot read
            # are guessed.
            fleet.loads.extend(loads)
        team_of = {load.process: load.team for load in loads}
        rules = all_rules(analysis.settings)
        for finding in analysis.findings:
            told = _told(finding, team_of, rules)
            key = (told.rule, told.path, told.line, told.message)
            known = seen.get(key)
            if known is None:
                seen[key] = len(fleet.findings)
                fleet.findings.append(told)
                continue
            # A finding on a shared preset is one finding, with the processes and teams of all its heirs.
            before = fleet.findings[known]
            fleet.findings[known] = before._replace(
                processes=tuple(dict.fromkeys((*before.processes, *told.processes))),
                teams=tuple(dict.fromkeys((*before.teams, *told.teams))),
            )
    return fleet


def _told(finding: Finding, team_of: dict[str, str], rules: Mapping[str, Entry]) -> Told:
    document = finding.place.document
    line = document.source.line_of(finding.place.span[0]) + 1
    # A finding about a file concerns everybody in it.
    concerned = [team_of[title] for title in finding.processes if title in team_of] or list(team_of.values())
    teams = tuple(dict.fromkeys(concerned)) or (NOBODY,)
    outlier = _OUTLIERS in rules[finding.rule].rule.sections
    return Told(
        finding.rule,
        finding.severity,
        finding.message,
        shown_path(document.path),
        line,
        tuple(finding.processes),
        teams,
        outlier,
    )


def _load(facts: Facts, analysis: Analysis, matrix: StrategyCertificationMatrix) -> Load:
    process = facts.process
    outcome = outcome_of(process)
    source, sink = facts.source_type or CANNOT_TELL, facts.sink_type or CANNOT_TELL
    known = CANNOT_TELL not in (source, sink, outcome.strategy)
    certification = matrix.lookup_authored(source, sink, outcome.strategy).status if known else CANNOT_TELL
    line = 1 if process.entry is None else analysis.document.source.line_of(process.entry.start) + 1
    team = next((name for path in _OWNERS if (name := process.text(path))), NOBODY)
    requested = facts.requested_mode or CANNOT_TELL
    return Load(
        process.title,
        shown_path(analysis.document.path),
        line,
        team,
        source,
        sink,
        requested,
        outcome,
        certification,
        _fragile(facts),
    )


def _fragile(facts: Facts) -> tuple[str, ...]:
    decision: Any = facts.decision
    if decision is None or facts.requested_mode != "auto":
        return ()
    near = [
        margin for margin in margins(decision.trace) if margin.ratio is not None and abs(margin.ratio - 1) <= MARGIN
    ]
    return tuple(f"{abs((margin.ratio or 1) - 1) * 100:.3g} % from a threshold: {margin.sentence()}" for margin in near)


def _loudness(severity: str) -> int:
    return [*SEVERITIES].index(severity)  # type: ignore[arg-type]
