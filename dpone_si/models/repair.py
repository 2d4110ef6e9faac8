"""RepairPlan: what to do, in order, after a run failed."""

from __future__ import annotations

from dpone_si.records import record


@record(frozen=True)
class RepairStep:
    """One step: a stable action code, a sentence, and the command that performs it if there is one."""

    action: str
    description: str
    command: str | None = None

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {"action": self.action, "description": self.description, "command": self.command}


@record(frozen=True)
class RepairPlan:
    """The ordered steps for one failed run; `commands` holds the replay command first, then the diagnostic ones.

    `safe_to_auto_resume` is true only when the run failed before it could have touched the target.
    """

    run_id: str
    safe_to_auto_resume: bool
    steps: tuple[RepairStep, ...]
    commands: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON, tuples as lists."""
        return {
            "run_id": self.run_id,
            "safe_to_auto_resume": self.safe_to_auto_resume,
            "steps": [step.to_dict() for step in self.steps],
            "commands": list(self.commands),
        }
