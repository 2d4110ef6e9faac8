"""What the oracle answers: verdicts on files, processes as dpone renders them, and plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["ok", "findings", "refused", "crash"]


@dataclass(frozen=True, slots=True)
class Failure:
    """How dpone failed: `refused` is one message and exit status 2, `crash` a Python traceback and exit status 1."""

    status: Literal["refused", "crash"]
    type: str
    message: str
    code: str | None
    trace: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One line of `dpone manifest validate`; `severity` is ERROR or WARNING."""

    severity: str
    code: str
    selector: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of `dpone manifest validate` on one file."""

    exit_status: int
    status: Status
    issues: tuple[Issue, ...]
    failure: Failure | None

    @property
    def accepted(self) -> bool:
        """Whether the command ends with 0: no error, warnings allowed."""
        return self.exit_status == 0

    @property
    def loads(self) -> bool:
        """Whether the file compiles to processes, with or without error findings."""
        return self.failure is None


@dataclass(frozen=True, slots=True)
class RenderedProcess:
    """One process as `dpone manifest render --all` has it; `selector` is None for a single manifest."""

    selector: str | None
    name: Any
    process: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What `dpone plan --explain-strategy` decides for one process; `decision` is the advisor's, as it stores it.

    `failure` is set, and the rest empty, when the plan of this process fails although the file compiles.
    """

    selector: str | None
    name: Any
    strategy: str
    merge_policy: Any
    unique_key: Any
    bulk_path: str
    batch_size: int
    partition: Any
    decision: dict[str, Any]
    warnings: list[Any]
    publication: Any
    payload: dict[str, Any] | None
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class Examination:
    """All that dpone makes of one file, read once; `processes` and `plans` are empty when it does not compile."""

    verdict: Verdict
    processes: tuple[RenderedProcess, ...]
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Objection:
    """One refusal of dpone's runtime for a process that it accepted: which check, and what it says."""

    check: str
    type: str
    message: str


def failure_of(described: dict[str, Any]) -> Failure:
    code = described["code"]
    return Failure(
        described["status"], described["type"], described["message"], str(code) if code else None, described["trace"]
    )


def verdict_of(answer: dict[str, Any]) -> Verdict:
    return Verdict(
        answer["exit_status"],
        answer["status"],
        tuple(Issue(**issue) for issue in answer["issues"]),
        failure_of(answer["error"]) if answer["error"] else None,
    )


def plan_of(row: dict[str, Any]) -> Plan:
    failure = failure_of(row["error"]) if "error" in row else None
    return Plan(
        selector=row["selector"],
        name=row["name"],
        strategy=row.get("strategy", ""),
        merge_policy=row.get("merge_policy"),
        unique_key=row.get("unique_key"),
        bulk_path=row.get("bulk_path", ""),
        batch_size=row.get("batch_size", 0),
        partition=row.get("partition"),
        decision=row.get("decision", {}),
        warnings=row.get("warnings", []),
        publication=row.get("publication"),
        payload=row.get("payload"),
        failure=failure,
    )
