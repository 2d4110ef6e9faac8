"""A decision diff for people."""

from __future__ import annotations

from dpone_lsp.cli.diff.decision_diff import Change, DecisionDiff
from dpone_lsp.cli.diff.grouping import Alike, alike
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.decisions.outcome import TITLES, step
from dpone_si.wording import count_of


def render(found: DecisionDiff, against: str) -> str:
    """The changes, worst first, each with its causes."""
    compared = count_of(found.compared, "process", "processes")
    tail = "".join(f"{clean(note)}\n" for note in found.notes)
    if not found.changes:
        return f"none of {compared} changes its outcome against {clean(against)}\n{tail}"
    count = len(found.changes)
    lines = [
        f"{count} of {compared} {'changes its' if count == 1 else 'change their'} outcome against {clean(against)}",
        "",
    ]
    groups = alike(found.changes)
    width = max((len(clean(group.first.process)) for group in groups if len(group.changes) == 1), default=0)
    for group in groups:
        lines.extend(_group(group, width))
        lines.append("")
    return "\n".join(lines) + tail


def _group(group: Alike, width: int) -> list[str]:
    change, count = group.first, len(group.changes)
    outcome = f"{clean(step(change.before, change.after))}   {TITLES[change.kind]}: {clean(change.reason)}"
    margin = " " * 6
    if count == 1:
        lines = [f"  {clean(change.process):<{width}}  {outcome}"]
    else:
        lines = [f"  {count} processes  {outcome}", f"{margin}{clean(group.processes)}"]
    lines.append(f"{margin}in {clean(group.places)}")
    lines.extend(f"{margin}because {clean(cause.sentence())}" for cause in change.causes)
    if change.rung:
        lines.append(f"{margin}{clean(advice(change))}")
    for name, before, after in change.fields:
        if name != "strategy":
            lines.append(
                f"{margin}{name.replace('_', ' ')}: "
                f"{_gates(before, after) if name == 'gates' else f'{_show(before)} -> {_show(after)}'}"
            )
    return lines


def advice(change: Change) -> str:
    """Why the advisor decided so."""
    if not change.rung.startswith("taken: ") or change.after is None:
        return change.rung
    return f"auto took {change.after.strategy}: {change.rung.removeprefix('taken: ')}"


def _gates(before: object, after: object) -> str:
    """Which gates come and go."""
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    come, gone = (
        [f"+{gate}" for gate in after if gate not in before],
        [f"-{gate}" for gate in before if gate not in after],
    )
    return clean(" ".join((*come, *gone))) or "in another order"


def _show(value: object) -> str:
    return clean(", ".join(map(str, value)) if isinstance(value, tuple) else str(value)) if value else "none"
