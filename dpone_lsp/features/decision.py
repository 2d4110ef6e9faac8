"""The decision of a process in words: what was taken, what was not and why, and what follows from it. All from the
one trace.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dpone_lsp.features.replay_plan import replay_command
from dpone_lsp.features.what_if import relevant_steps
from dpone_lsp.features.wording import authored, code, plain
from dpone_si.manifest.model.facts import Facts
from dpone_si.wording import count_of

if TYPE_CHECKING:
    from dpone_si.certification import StrategyCertificationMatrix
    from dpone_si.models import StrategyDecision
    from dpone_si.models.trace import Step


def short(facts: Facts) -> str | None:
    """`partition_replace · delete_insert`, or None when there is no decision."""
    decision = facts.decision
    if decision is None:
        return None
    return decision.strategy_mode + (f" · {decision.merge_policy}" if decision.merge_policy else "")


def markdown(facts: Facts) -> str:
    """The decision of one process as Markdown: ladder, policy, path, batches, gates, certification, repair."""
    decision = facts.decision
    process = facts.process
    if decision is None:
        return f"**{plain(process.title)}**: the strategy cannot be told from the text."
    route = f"{decision.source_type} → {decision.sink_type}"
    written = (
        "auto" if facts.requested_mode == "auto" else str(facts.authored_mode or "no mode (dpone takes full_refresh)")
    )
    lines = [f"**{plain(written)} ⟶ `{decision.strategy_mode}`** for {code(process.title)} ({route})", ""]
    lines.extend(_ladder(facts) if facts.requested_mode == "auto" else [])
    batching = decision.adaptive_batching
    policy = f"merge policy `{decision.merge_policy}`{_policy_origin(facts)} · " if decision.merge_policy else ""
    lines.append(
        f"{policy}path `{decision.native_fast_path}`{_tools(decision)} · batches {batching.initial_batch_size:,} × "
        f"{count_of(batching.parallel_workers, 'worker')}"
    )
    for title, signals in (
        ("Because", decision.reasons),
        ("Gates", decision.safety_gates),
        ("Warnings", decision.warnings),
    ):
        if signals:
            lines.append("")
            lines.append(f"{title}: " + " ".join(signal.message for signal in signals))
    certified = certification(decision)
    if certified:
        lines.extend(("", certified))
    if facts.requested_mode == "auto":
        lines.extend(flips(facts))
    lines.extend(("", f"If it fails at finalize: `{replay_command(facts)}` (plan only)"))
    return "\n".join(lines)


def _policy_origin(facts: Facts) -> str:
    written = facts.process.data("sink.strategy.merge_policy")
    return " (sink default)" if written in (None, "", "auto") else ""


def _ladder(facts: Facts) -> list[str]:
    rows = ["| rung | | because |", "|---|---|---|"]
    after = False
    for step in relevant_steps(facts.decision.trace):
        name = step.rung.strategy or step.rung.name
        sentence = authored(step.sentence()).replace("|", "\\|")
        if step.taken:
            rows.append(f"| **{name}** | **taken** | {sentence.removeprefix('taken: ')} |")
            after = True
        elif after and step.first_failed is None:
            rows.append(f"| {name} | would be next | {_holding(step)} |")
            after = False
        elif step.first_failed is None:
            continue
        else:
            rows.append(f"| {name} | no | {sentence} |")
    return [*rows, ""]


def _holding(step: Step) -> str:
    return authored("; ".join(outcome.sentence() for outcome in step.outcomes)) or "it always applies"


def _tools(decision: StrategyDecision) -> str:
    from dpone_si.native_paths import NativeFastPathCatalog

    path = NativeFastPathCatalog().find(decision.native_fast_path)
    tools = ", ".join(path.required_tools) if path is not None else ""
    return f" (needs {tools})" if tools else ""


def certification(decision: StrategyDecision) -> str:
    """One sentence about how well the combination of source, sink and strategy is proven."""
    entry = _matrix().lookup(decision.source_type, decision.sink_type, decision.strategy_mode)
    return f"Certification: {str(entry.status).replace('_', ' ')}."


@cache
def _matrix() -> StrategyCertificationMatrix:
    from dpone_si.certification import StrategyCertificationMatrixService

    return StrategyCertificationMatrixService().build()


def flips(facts: Facts) -> list[str]:
    """The smallest changes of a single hint that change the outcome, as a list with its heading; empty when there
    are none.
    """
    from dpone_si.advisor.what_if import margins

    rows = [f"- {authored(margin.sentence())}" for margin in margins(facts.decision.trace)[:4]]
    return ["", "It flips:", "", *rows] if rows else []
