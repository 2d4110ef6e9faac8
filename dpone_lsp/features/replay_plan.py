"""What to do after a failed run of a process: the repair plan for each failure stage. Nothing is executed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpone_si.errors import StrategyIntelligenceError
from dpone_si.manifest.model.facts import Facts

if TYPE_CHECKING:
    from dpone_si.models import RepairPlan

#: Stages a run can fail at, in order.
STAGES: Final = ("extract", "stage", "validate", "finalize", "quality", "commit_state")
#: Stands for what only the failed run knows.
RUN_ID: Final = "RUN_ID"
PARTITION: Final = "PARTITION_VALUE"


def replay_command(facts: Facts, stage: str = "finalize") -> str:
    """The replay command of the plan, or the sentence that says why there is none."""
    plan = _plan(facts, stage)
    return plan if isinstance(plan, str) else (plan.commands[0] if plan.commands else "")


def replay_markdown(facts: Facts, stage: str = "finalize") -> str:
    """The whole plan for one stage as Markdown."""
    plan = _plan(facts, stage)
    if isinstance(plan, str):
        return plan
    if plan.safe_to_auto_resume:
        verdict = "**Safe to resume automatically**: the target has not been touched."
    else:
        verdict = "**Not safe to resume automatically**: look at what the run left behind before you approve a replay."
    lines = [
        f"# Replay plan for `{facts.process.title}` after a failure at `{stage}`",
        "",
        "A plan only: nothing is executed. Capital words stand for what only the failed run knows.",
        "",
        verdict,
        "",
    ]
    for number, step in enumerate(plan.steps, 1):
        lines.append(f"{number}. **{step.action.replace('_', ' ')}**: {step.description}")
        if step.command:
            lines.extend(("   ```sh", f"   {step.command}", "   ```"))
    return "\n".join(lines) + "\n"


def _plan(facts: Facts, stage: str) -> RepairPlan | str:
    from dpone_si.repair import RepairPlanService, RepairRequest

    decision = facts.decision
    if decision is None:
        return "the strategy of this process cannot be told from the text, so there is no replay plan"
    partitions = (PARTITION,) if decision.strategy_mode == "partition_replace" else ()
    request = RepairRequest(RUN_ID, decision.source_type, decision.sink_type, decision.strategy_mode, stage, partitions)
    try:
        return RepairPlanService().plan(request)
    except StrategyIntelligenceError as error:
        return str(error)
