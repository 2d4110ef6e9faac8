"""A decision diff as a comment on a merge request."""

from __future__ import annotations

from dpone_lsp.cli.diff.decision_diff import DecisionDiff
from dpone_lsp.cli.diff.grouping import alike
from dpone_lsp.cli.formats.markdown import cell, fitting
from dpone_lsp.decisions.outcome import TITLES, step

_SHOWN = 100


def render(found: DecisionDiff, against: str) -> str:
    """A heading and a table."""
    notes = "".join(f"\n{cell(note)}\n" for note in found.notes)
    if not found.changes:
        return (
            f"### Decisions\n\nNone of {found.compared} processes changes its outcome against {cell(against)}.\n{notes}"
        )
    lines = [
        f"### Decisions: {len(found.changes)} of {found.compared} processes change their outcome",
        "",
        "| process | outcome | consequence | because |",
        "|---|---|---|---|",
    ]
    rows: list[str] = []
    groups = alike(found.changes)
    for group in groups[:_SHOWN]:
        change, count = group.first, len(group.changes)
        because = "<br>".join(cell(cause.sentence()) for cause in change.causes) or cell(change.rung or change.path)
        who = cell(group.processes) if count == 1 else f"**{count} processes**: {cell(group.processes)}"
        outcome = step(change.before, change.after).replace(" -> ", " → ")
        cells = (
            f"{who}<br><sub>{cell(group.places)}</sub>",
            cell(outcome),
            f"**{TITLES[change.kind]}**: {cell(change.reason)}",
            because,
        )
        rows.append(f"| {' | '.join(cells)} |")
    shown = fitting(rows)
    lines += shown
    left = sum(len(group.changes) for group in groups[len(shown) :])
    if left:
        lines.append(f"\n{left} more {'is' if left == 1 else 'are'} not shown.")
    return "\n".join(lines) + "\n" + notes
