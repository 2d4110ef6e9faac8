"""StrategyIntelligenceService: everything there is to say about the strategies of one manifest, for the command line
and docs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dpone_si.advisor import StrategyAdvisor
from dpone_si.advisor.what_if import Change, Margin, compare, margins
from dpone_si.certification import StrategyCertificationMatrixService
from dpone_si.errors import RepairRequestError
from dpone_si.manifest_reader import HintOverrides, Position, ProcessReading, ReadingProblem, StrategyManifestReader
from dpone_si.models import NativeFastPath, RepairPlan, StrategyCertificationEntry, StrategyDecision
from dpone_si.models.trace import as_json
from dpone_si.native_paths import NativeFastPathCatalog
from dpone_si.repair import RepairPlanService, RepairRequest

ADVICE_SCHEMA_VERSION = "dpone.si.advice.v1"
ANY_RUN = "RUN_ID"
"""Stands for the run id in repair commands of a manifest, which has not run yet."""


@dataclass(frozen=True, slots=True)
class ProcessOutcome:
    """What is decided for one process and what follows from it.

    `margins` are the single-hint changes that would flip the strategy; `changes` what the caller's what-if hints
    changed against the manifest as written; `repair` the plan if the run failed at its finalizer, None for sinks
    without one.
    """

    decision: StrategyDecision
    fast_path: NativeFastPath
    certification: StrategyCertificationEntry
    margins: tuple[Margin, ...]
    changes: tuple[Change, ...]
    repair: RepairPlan | None

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "decision": self.decision.to_dict(),
            "trace": self.decision.trace.to_dict()["rungs"],
            "fast_path": self.fast_path.to_dict(),
            "certification": self.certification.to_dict(),
            "margins": [
                {**margin._asdict(), "actual": as_json(margin.actual), "sentence": margin.sentence()}
                for margin in self.margins
            ],
            "changes": [change._asdict() for change in self.changes],
            "repair_plan": None if self.repair is None else self.repair.to_dict(),
            "repair_commands": [] if self.repair is None else list(self.repair.commands),
        }


@dataclass(frozen=True, slots=True)
class ProcessAdvice:
    """One process of a manifest; `outcome` is None when a problem keeps its strategy from being decided."""

    title: str
    selector: str | None
    position: Position | None
    hints: dict[str, Position]
    problems: tuple[ReadingProblem, ...]
    outcome: ProcessOutcome | None

    @property
    def blocked(self) -> bool:
        """Whether the load cannot run as written: a problem, or a warning or gate of severity error."""
        if self.outcome is None:
            return True
        decision = self.outcome.decision
        return any(signal.severity == "error" for signal in (*decision.warnings, *decision.safety_gates))

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "process": self.title,
            "selector": self.selector,
            "position": None if self.position is None else self.position.to_dict(),
            "hints": {name: position.to_dict() for name, position in self.hints.items()},
            "blocked": self.blocked,
            "problems": [problem.to_dict() for problem in self.problems],
            **({} if self.outcome is None else self.outcome.to_dict()),
        }


@dataclass(frozen=True, slots=True)
class ManifestAdvice:
    """The advice for a whole file, in the order of its processes; `problems` are those of the file itself."""

    path: str
    form: str
    processes: tuple[ProcessAdvice, ...]
    problems: tuple[ReadingProblem, ...]

    @property
    def blocked(self) -> bool:
        """Whether anything in the file keeps a load from running."""
        return bool(self.problems) or any(process.blocked for process in self.processes)

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON; `schema_version` changes when a key changes its meaning or goes away."""
        return {
            "schema_version": ADVICE_SCHEMA_VERSION,
            "path": self.path,
            "form": self.form,
            "blocked": self.blocked,
            "problems": [problem.to_dict() for problem in self.problems],
            "processes": [process.to_dict() for process in self.processes],
        }


class StrategyIntelligenceService:
    """Joins reader, advisor, catalog, certification and repair; it adds no rule of its own."""

    def __init__(
        self,
        reader: StrategyManifestReader | None = None,
        advisor: StrategyAdvisor | None = None,
        repair_plans: RepairPlanService | None = None,
    ) -> None:
        self._reader = reader or StrategyManifestReader()
        self._advisor = advisor or StrategyAdvisor()
        self._repair_plans = repair_plans or RepairPlanService()
        self._native_paths = NativeFastPathCatalog()
        self._matrix = StrategyCertificationMatrixService(self._native_paths).build()

    def advise_manifest(
        self,
        path: str | Path,
        *,
        process: str | None = None,
        estimated_rows: int | None = None,
        changed_percent: float | None = None,
        delete_percent: float | None = None,
        cdc_available: bool | None = None,
    ) -> ManifestAdvice:
        """Advice for every process, or for the one called `process`; hints that are not None replace the manifest's.

        Raises ManifestReadError when the file holds no manifest or no such process.
        """
        hints = HintOverrides(estimated_rows, changed_percent, delete_percent, cdc_available)
        reading = self._reader.read(path, process=process)
        processes = tuple(self._advise(item, hints) for item in reading.processes)
        return ManifestAdvice(reading.path, reading.form, processes, reading.problems)

    def _advise(self, reading: ProcessReading, hints: HintOverrides) -> ProcessAdvice:
        outcome = None
        if reading.context is not None:
            written = self._advisor.advise(reading.context)
            decision = self._advisor.advise(hints.apply(reading.context))
            outcome = self._outcome(decision, compare(written, decision))
        return ProcessAdvice(
            reading.title, reading.selector, reading.position, reading.hints, reading.problems, outcome
        )

    def _outcome(self, decision: StrategyDecision, changes: tuple[Change, ...]) -> ProcessOutcome:
        source, sink = decision.source_type, decision.sink_type
        return ProcessOutcome(
            decision=decision,
            fast_path=self._native_paths.find(decision.native_fast_path) or self._native_paths.resolve(source, sink),
            certification=self._matrix.lookup(source, sink, decision.strategy_mode),
            margins=margins(decision.trace),
            changes=changes,
            repair=self._repair(decision),
        )

    def _repair(self, decision: StrategyDecision) -> RepairPlan | None:
        source = "api" if decision.source_type == "rest" else decision.source_type
        try:
            return self._repair_plans.plan(
                RepairRequest(ANY_RUN, source, decision.sink_type, decision.strategy_mode, failed_stage="finalize")
            )
        except RepairRequestError:
            return None
