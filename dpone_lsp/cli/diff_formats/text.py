"""A decision diff for people."""

from __future__ import annotations

from dpone_lsp.cli.decision_diff import Change, DecisionDiff
from dpone_lsp.cli.printable import clean
from dpone_lsp.outcomes import TITLES


def render(found: DecisionDiff, against: str) -> str:
    """The changes, worst first, each with its causes."""
    compared = f"{found.compared} process{'es' if found.compared != 1 else ''}"
    tail = "".join(f"{clean(note)}\n" for note in found.notes)
    if not found.changes:
        return f"none of {compared} changes its outcome against {clean(against)}\n{tail}"
    count = len(found.changes)
    lines = [f"{count} of {compared} change{'s' if count == 1 else ''} {'its' if count == 1 else 'their'} outcome against {clean(against)}", ""]
    width = max(len(clean(change.process)) for change in found.changes)
    for change in found.changes:
        lines.extend(_change(change, width))
        lines.append("")
    return "\n".join(lines) + tail


def _change(change: Change, width: int) -> list[str]:
    was = change.before.strategy if change.before else "(new)"
    now = change.after.strategy if change.after else "(gone)"
    step = f"{was} -> {now}" if was != now else now
    lines = [f"  {clean(change.process):<{width}}  {clean(step)}   {TITLES[change.kind]}: {clean(change.reason)}"]
    margin = " " * 6
    place = f":{change.line + 1}" if change.document is not None else ""
    lines.append(f"{margin}in {clean(change.path)}{place}")
    lines.extend(f"{margin}because {clean(cause.sentence())}" for cause in change.causes)
    if change.rung:
        lines.append(f"{margin}{clean(change.rung)}")
    for name, before, after in change.fields:
        if name != "strategy":
            lines.append(f"{margin}{name.replace('_', ' ')}: {_show(before)} -> {_show(after)}")
    return lines


def _show(value: object) -> str:
    return clean(", ".join(map(str, value)) if isinstance(value, tuple) else str(value)) if value else "none"
